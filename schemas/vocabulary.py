"""Which words may a record use? The closed lists, each value with its meaning.

Access words and root operations are those of ICD-10-PCS (CMS, public domain).
A list grows when a fact needs a new word; a word is never removed or redefined within ``/v1``.
"""

from collections.abc import Mapping
from types import MappingProxyType

NOT_SPECIFIED = "not-specified"
"""The word for *unknown*, in every list. Unknown is never read as "no"."""

_INVOLVEMENT = {
    "required": "the code is defined by it",
    "one-of": "one of several alternatives that the code names",
    "excluded": "the code is defined by not doing it",
    NOT_SPECIFIED: "the code is silent, or it was not verified: unknown, which is not the same as no",
    "not-involved": "it has no part in the procedure",
}

_STATUS = {
    "active": "may be reported",
    "retired": "has been deleted from the code set and stays answerable for old records",
}

_ACCESS = {
    "open": "cutting through skin and the layers beneath to expose the site",
    "percutaneous": "a puncture or minor incision through which instruments reach the site",
    "percutaneous-endoscopic": "a puncture or minor incision through which an endoscope reaches the site",
    "via-natural-or-artificial-opening-endoscopic": "an endoscope through an opening of the body, such as the nose",
    "external": "applied to the skin, or passing through it without a puncture",
    "percutaneous-or-open": "by puncture or through an incision; the code covers both",
    NOT_SPECIFIED: "the code names no access, or it was not verified",
}

_ROUTE = {
    "posterior": "from behind, in the midline or beside it",
    "posterolateral": "from behind and to the side",
    "interlaminar": "between two neighbouring laminae",
    "transforaminal": "through the foramen where the nerve root leaves",
    "caudal": "through the sacral hiatus",
    "transpedicular": "through or along a pedicle",
    "extraforaminal": "outside the facet, lateral to the foramen",
    "costovertebral": "through the joint of rib and vertebra",
    "lateral-extracavitary": "from the side and behind, outside the chest or abdominal cavity",
    "lateral": "from the side",
    "anterior": "from the front",
    "transthoracic": "through the chest",
    "thoracolumbar": "through the chest and the retroperitoneum together",
    "transperitoneal-or-retroperitoneal": "through the abdomen or behind the peritoneum",
    "cranial": "through the skull",
    "transnasal": "through the nose",
    "transarterial": "along an artery",
    "subcutaneous": "into the tissue below the skin, away from the spine",
    "posterior-and-posterolateral": "from behind into the disc space, and beside it along the transverse processes",
    "posterior-or-posterolateral": "from behind, or from behind and to the side; the code covers both",
    "interlaminar-or-caudal": "between two laminae or through the sacral hiatus; the code covers both",
    "interlaminar-or-transforaminal": "between two laminae or through the foramen; the code covers both",
    "transpedicular-or-extraforaminal": "along a pedicle, through the facet, or outside it; the code covers all",
    "anterior-or-lateral": "from the front or from the side, as its primary procedure",
    "not-applicable": "no way into the body is taken",
    NOT_SPECIFIED: "the code names no route, or it was not verified",
}

_BONE_REMOVAL = {
    "laminectomy": "a whole lamina is removed",
    "hemilaminectomy": "the lamina of one side is removed",
    "laminotomy": "a window is made in a lamina, which otherwise stays",
    "laminoplasty": "laminae are opened on a hinge and held open, not removed",
    "facetectomy": "a facet joint is removed, in part or whole",
    "foraminotomy": "the foramen of a nerve root is widened",
    "pars-resection": "the pars interarticularis is removed",
    "pediculectomy": "a pedicle is removed, in part or whole",
    "corpectomy": "a vertebral body is removed, in part or whole, down to the canal",
    "discectomy-preparation": "a disc is removed to prepare the space for a fusion",
    "osteophytectomy": "bone spurs are removed from the edges of the vertebral bodies",
    "rib-resection": "part of a rib is removed",
    "transverse-process-resection": "a transverse process is removed",
    "craniotomy": "the skull is opened",
    "suboccipital-craniectomy": "bone is removed from the back of the skull base",
    "partial-posterior-element": "part of a spinous process, lamina or facet is removed because it is itself diseased",
    "partial-vertebral-body": "part of a vertebral body is removed because it is itself diseased",
}

_REGION = {
    "cranial": "the skull and what lies in it",
    "cervical": "the neck, C1 to C7",
    "thoracic": "the chest, T1 to T12",
    "lumbar": "the low back, L1 to L5",
    "sacral": "the sacrum and coccyx",
}

_COMPARTMENT = {
    "bone": "the vertebrae themselves",
    "disc": "the disc between two vertebrae",
    "bone-and-disc": "vertebrae and the disc between them",
    "bone-and-extradural": "vertebrae and the space between them and the dura",
    "disc-or-paravertebral": "the disc or the soft tissue beside the spine",
    "extradural": "inside the canal, outside the dura (epidural)",
    "dura": "the dura itself",
    "meninges": "the coverings of the cord, bulging through a defect",
    "meninges-and-neural-tissue": "the coverings of the cord with nerve tissue in them, bulging through a defect",
    "subarachnoid": "the space that holds the cerebrospinal fluid (intrathecal)",
    "intradural": "inside the dura, in or beside the cord",
    "intradural-extramedullary": "inside the dura, beside the cord",
    "intramedullary": "inside the spinal cord",
    "extradural-or-subarachnoid": "outside the dura or in the subarachnoid space; the code covers both",
    "extradural-and-intradural": "on both sides of the dura at once",
    "extradural-or-intradural": "outside or inside the dura; the code covers both",
    "vascular": "the vessels of the cord and its coverings",
    "ventricular": "the ventricles of the brain",
    "subcutaneous": "a pocket below the skin",
    "extraspinal": "outside the spine, in the muscles around it",
    NOT_SPECIFIED: "the code names no compartment, or it was not verified",
}

_PATHOLOGY = {
    "csf-leak": "cerebrospinal fluid escapes through the dura",
    "dural-tear": "the dura is torn or cut",
    "dural-defect": "dura is missing or too weak to be closed on itself",
    "pseudomeningocele": "a pocket of leaked cerebrospinal fluid outside the dura",
    "post-dural-puncture-headache": "headache from the leak that a puncture of the dura has left",
    "hydrocephalus": "too much cerebrospinal fluid in the ventricles",
    "intracranial-hypertension": "raised pressure of the cerebrospinal fluid without a mass",
    "shunt-malfunction": "a shunt that drains too much, too little or not at all",
    "device-no-longer-needed": "an implant that is infected, has failed or is no longer wanted and comes out",
    "device-malfunction": "an implant that has moved, broken or stopped working and stays in use",
    "device-management": "an implant in use that is checked, adjusted or refilled",
    "dose-adjustment": "the dose or the settings of an implant in use are changed",
    "drug-refill": "the drug store of an implant in use is filled",
    "difficult-refill": "a refill that asks for a physician's own skill",
    "csf-sampling": "a sample of cerebrospinal fluid is wanted for a test",
    "csf-drainage": "cerebrospinal fluid is let out to lower its pressure or to rest a leak",
    "myelography": "contrast is put around the cord and roots so that they can be imaged",
    "discography": "a disc is tested for being the source of pain",
    "tissue-sampling": "tissue or fluid is wanted for a diagnosis",
    "stenosis": "narrowing of the canal, the lateral recess or a foramen",
    "stenosis-at-a-fused-level": "narrowing at a level that is given an interbody fusion at the same sitting",
    "ligamentum-flavum-hypertrophy": "a thickened yellow ligament narrows the canal",
    "disc-herniation": "disc material presses on a root or the cord",
    "recurrent-disc-herniation": "disc material presses again after an operation at the same place",
    "far-lateral-disc-herniation": "disc material presses on a root outside the foramen",
    "contained-disc-herniation": "a disc bulges without having broken through its ring",
    "annular-defect": "a hole in the ring of a disc after a herniation was removed",
    "disc-degeneration": "a worn disc, painful or out of shape",
    "spondylolisthesis": "one vertebra has slipped on the next",
    "cord-compression": "the spinal cord is pressed on, by whatever",
    "root-compression": "a nerve root is pressed on, by whatever",
    "fracture": "a broken vertebra, its fragments pressing or not",
    "instability": "vertebrae move where they should not",
    "deformity": "the spine has grown or sunk out of line",
    "pseudarthrosis": "a fusion that may not have healed",
    "chronic-pain": "lasting pain that simpler treatment has not helped",
    "intractable-pain": "pain so severe that nerve tissue is destroyed or cut to end it",
    "radicular-pain": "pain along a nerve root",
    "spasticity": "muscles that stay tense through a disorder of the nervous system",
    "spasmodic-torticollis": "neck muscles that turn the head against the will",
    "epidural-adhesions": "scar around the roots in the epidural space",
    "tumor": "a neoplasm",
    "intrinsic-bone-lesion": "a lesion of the vertebra itself that presses on nothing",
    "non-neoplastic-lesion": "a mass that is no neoplasm",
    "hematoma": "a collection of blood",
    "abscess": "a collection of pus",
    "synovial-cyst": "a cyst of a facet joint that reaches into the canal",
    "arachnoid-cyst": "a cyst of the arachnoid",
    "inflammatory-mass": "a mass of inflamed tissue, such as a granuloma",
    "infection": "an infection, with or without a collection",
    "arteriovenous-malformation": "arteries that empty straight into veins",
    "syrinx": "a fluid cavity inside the cord",
    "cord-lesion": "a lesion inside the cord whose nature is not yet known",
    "tethered-cord": "a cord held down and stretched",
    "cord-tethering-by-dentate-ligaments": "a cord held by the ligaments at its sides",
    "meningocele": "coverings of the cord bulge through a birth defect",
    "myelomeningocele": "coverings and nerve tissue bulge through a birth defect",
    "chiari-malformation": "the lower cerebellum crowds the opening at the base of the skull",
    "posterior-element-defect": "the bony arch is missing after an operation",
}

_DEVICE = {
    "temporary-spinal-catheter": "a catheter that is taken out when the treatment ends",
    "tunneled-spinal-catheter": "a catheter laid under the skin to stay, for drugs",
    "implantable-reservoir": "a chamber below the skin that is injected through it",
    "non-programmable-pump": "an implanted pump with a fixed flow",
    "programmable-pump": "an implanted pump whose dose is set from outside",
    "reservoir-or-pump": "any implanted reservoir or pump",
    "csf-shunt": "a tube with or without a valve that leads cerebrospinal fluid away for good",
    "percutaneous-electrode-array": "a lead slim enough to be placed through a needle",
    "paddle-electrode": "a flat lead that needs an opening in the bone (plate or paddle)",
    "pulse-generator": "the generator or receiver that drives a stimulator",
    "stimulation-electrode": "an electrode used for one stimulation and taken out again",
    "interbody-device": "a cage or spacer between two vertebral bodies",
    "interspinous-device": "a spacer between spinous processes or laminae",
    "spinal-fixation": "rods, screws, hooks or wires",
    "laminoplasty-fixation": "plates or spacers that hold an opened lamina",
    "annular-closure-device": "an implant that bars a hole in the ring of a disc",
    NOT_SPECIFIED: "a device may take part; the code does not say which",
}

_ROOT_OPERATION = {
    "bypass": "re-routing what a tubular part carries",
    "destruction": "wiping out a body part with energy, force or a chemical, taking nothing out",
    "division": "cutting into or through a body part without taking fluid or tissue",
    "drainage": "letting or taking fluid out",
    "excision": "cutting out part of a body part",
    "extirpation": "taking solid matter out of a body part",
    "fusion": "joining an articular part so that it no longer moves",
    "imaging": "making a picture of a body part",
    "insertion": "putting in a device that stays",
    "inspection": "looking at or exploring a body part",
    "introduction": "putting in a therapeutic, diagnostic or similar substance",
    "measurement": "reading a function or a device at one moment",
    "occlusion": "closing a vessel or opening completely",
    "release": "freeing a body part from what holds or presses it, without cutting the part itself",
    "removal": "taking a device out",
    "repair": "restoring a body part to its form and function",
    "reposition": "moving a body part to its normal or another suitable place",
    "resection": "cutting out all of a body part",
    "revision": "correcting a device that works badly or has moved",
    "stereotactic-radiosurgery": "focused radiation aimed by a frame or by images",
    "stimulation": "passing current to test or treat, leaving nothing behind",
    "transfer": "moving tissue to another place without cutting off its blood supply",
    "supplement": "reinforcing a body part with tissue or material",
}

_UNIT = {
    "procedure": "once for the procedure, whatever its extent",
    "segment": "each single vertebral segment",
    "1-2-segments": "once for one or two vertebral segments together",
    "2-or-more-segments": "once for two or more vertebral segments together",
    "3-or-more-segments": "once for three or more vertebral segments together",
    "additional-segment": "each further vertebral segment",
    "interspace": "each single space between two vertebrae",
    "additional-interspace": "each further space between two vertebrae",
    "additional-interspaces": "once for all further spaces together",
    "level": "each single level",
    "additional-level": "each further level",
    "second-level": "once for a second level",
    "1-or-more-levels": "once for one or more levels together",
    "contiguous-defect": "each unbroken defect that removed bone or disc has left",
    "construct": "once for the whole construct of implants",
    "construct-of-3-to-6-segments": "once for a construct of implants that spans three to six segments",
    "injection": "each injection",
    "catheter": "each catheter placed, however long it stays",
    "device": "each device",
    "electrode-array": "each electrode array",
    "session": "each session; further sessions on the same day count with the first",
    "session-series": "once for a series of sessions over several days",
    "lesion": "each single lesion",
    "additional-lesion": "each further lesion",
    "lesion-up-to-5-cm": "a lesion under 5 cm across",
    "lesion-over-5-cm": "a lesion over 5 cm across",
}

_LATERALITY = {
    "not-side-specific": "a procedure without a side",
    "unilateral": "done on one side",
    "bilateral": "done on both sides",
    "one-unit-either-way": "one unit, whether done on one side or on both",
    NOT_SPECIFIED: "the code names no side, or it was not verified",
}

_REVIEW_BASIS = {
    "sourced": "the facts were read in the sources cited",
    "general-knowledge": "the facts rest on general knowledge of the procedure and on indicators alone",
}

_RELATIONSHIP = {
    "less-invasive-alternative": "B is the less invasive alternative to A",
    "more-invasive-alternative": "B is the more invasive alternative to A",
    "alternative": "B is done instead of A when a fact other than invasiveness differs",
    "same-procedure-other-region": "B is the same procedure as A in another region of the spine",
    "additional-level-of": "A is done at a further level of what B does at the first",
    "has-additional-level": "B is done at a further level of what A does at the first",
    "add-on-to": "A is reported only together with B",
    "has-add-on": "B is reported only together with A",
    "removal-of": "A removes what B put in",
    "removed-by": "B removes what A put in",
    "revision-of": "A revises what B put in or did",
    "revised-by": "B revises what A put in or did",
    "replaced-by": "B is reported today in the place of A",
    "replaces": "B is the retired code in whose place A is reported",
    "part-of": "A is a part of B and is not reported beside it for the same work",
    "includes": "B is a part of A and is not reported beside it for the same work",
}

INVERSE: Mapping[str, str] = MappingProxyType(
    {
        "less-invasive-alternative": "more-invasive-alternative",
        "more-invasive-alternative": "less-invasive-alternative",
        "alternative": "alternative",
        "same-procedure-other-region": "same-procedure-other-region",
        "additional-level-of": "has-additional-level",
        "has-additional-level": "additional-level-of",
        "add-on-to": "has-add-on",
        "has-add-on": "add-on-to",
        "removal-of": "removed-by",
        "removed-by": "removal-of",
        "revision-of": "revised-by",
        "revised-by": "revision-of",
        "replaced-by": "replaces",
        "replaces": "replaced-by",
        "part-of": "includes",
        "includes": "part-of",
    }
)
"""What B is to A, by what A is to B."""

WRITTEN_RELATIONSHIPS = (
    "less-invasive-alternative",
    "alternative",
    "same-procedure-other-region",
    "additional-level-of",
    "removal-of",
    "revision-of",
    "part-of",
)
"""The relationships that a file may hold: one direction of each, and none that other fields already say."""

VOCABULARIES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        name: MappingProxyType(words)
        for name, words in {
            "laminectomy.role": _INVOLVEMENT,
            "status": _STATUS,
            "reoperation": _INVOLVEMENT,
            "imaging_guidance": _INVOLVEMENT,
            "graft": _INVOLVEMENT,
            "pathology": _PATHOLOGY,
            "device": _DEVICE,
            "root_operation": _ROOT_OPERATION,
            "access": _ACCESS,
            "route": _ROUTE,
            "bone_removal": _BONE_REMOVAL,
            "region": _REGION,
            "compartment": _COMPARTMENT,
            "unit": _UNIT,
            "laterality": _LATERALITY,
            "relationship": _RELATIONSHIP,
            "review.basis": _REVIEW_BASIS,
        }.items()
    }
)
"""Every closed list by the name of the field it governs: value to meaning, in the order to show them."""

COVERS: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "access": {"percutaneous-or-open": ("percutaneous", "open")},
        "route": {
            "posterior-and-posterolateral": ("posterior", "posterolateral"),
            "posterior-or-posterolateral": ("posterior", "posterolateral"),
            "interlaminar-or-caudal": ("interlaminar", "caudal"),
            "interlaminar-or-transforaminal": ("interlaminar", "transforaminal"),
            "transpedicular-or-extraforaminal": ("transpedicular", "extraforaminal"),
            "anterior-or-lateral": ("anterior", "lateral"),
        },
        "compartment": {
            "bone-and-disc": ("bone", "disc"),
            "bone-and-extradural": ("bone", "extradural"),
            "intradural": ("intradural-extramedullary", "intramedullary"),
            "extradural-or-subarachnoid": ("extradural", "subarachnoid"),
            "extradural-and-intradural": ("extradural", "intradural-extramedullary", "intramedullary"),
            "extradural-or-intradural": ("extradural", "intradural-extramedullary", "intramedullary"),
            "disc-or-paravertebral": ("disc", "extraspinal"),
        },
        "device": {"reservoir-or-pump": ("implantable-reservoir", "non-programmable-pump", "programmable-pump")},
    }
)
"""The narrower words that a wide word stands for; a search for a narrow word finds the wide one too."""

ALL_AT_ONCE = frozenset(
    {"posterior-and-posterolateral", "bone-and-disc", "bone-and-extradural", "extradural-and-intradural"}
)
"""The wide words that stand for all of their narrower ones together; every other stands for any one of them."""
