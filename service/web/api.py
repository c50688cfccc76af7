"""What is answered under ``/v1``? Views that parse, ask and answer."""

from typing import Any

from flask import Response
from werkzeug.exceptions import NotFound

from schemas.answers import (
    DatasetSchema,
    FamiliesSchema,
    FamilyTableSchema,
    LookupSchema,
    PageSchema,
    ProblemTypeSchema,
    ProblemTypesSchema,
    VocabulariesSchema,
)
from schemas.cases import CandidatesQuestion
from schemas.findings import SearchSchema
from schemas.questions import (
    FILTERS,
    CompareQuestion,
    ListQuestion,
    LookupQuestion,
    NoParameters,
    RecordQuestion,
    RelatedQuestion,
    SearchQuestion,
)
from schemas.served import PickedProcedureSchema
from schemas.tellings import CandidatesSchema, ComparisonSchema, RelatedSchema
from service import dataset, families, listing
from service.catalogue import dumps
from service.compare import compare
from service.completion import reread
from service.problems import PROBLEM_TYPES, ProblemType
from service.search import as_json
from service.web.caching import NO_STORE
from service.web.inputs import StrictBlueprint
from service.web.spec import CODE_PARAMETER, answers
from service.web.state import catalogue, dataset_body, search, suggester

JSON = "application/json"

codes = StrictBlueprint("codes", __name__, url_prefix="/v1", description="Records, one by one and in lists.")
telling = StrictBlueprint(
    "telling apart", __name__, url_prefix="/v1", description="Why this code and not its neighbour."
)
about = StrictBlueprint("about", __name__, description="What the words, the data and the refusals mean.")

_VOCABULARIES = dumps(dataset.vocabularies())


@codes.route("/codes/<code>", parameters=[CODE_PARAMETER])
@codes.arguments(RecordQuestion(), location="query")
@answers(codes, PickedProcedureSchema(), "The record.", 400, 404, 422)
@codes.doc(operationId="getCode")
def get_code(question: dict[str, Any], code: str) -> Response:
    """Get the record of a code"""
    entry = listing.find(catalogue(), code)
    if question.get("fields"):
        return Response(entry.pick(question["fields"]), content_type=JSON)
    answer = Response(entry.body, content_type=JSON)
    answer.set_etag(entry.etag)
    return answer


@codes.route("/codes")
@codes.arguments(ListQuestion(), location="query")
@answers(codes, PageSchema(), "The records that fit.", 410, 422)
@codes.doc(operationId="listCodes")
def list_codes(question: dict[str, Any]) -> Response:
    """List the records that fit every filter, in the order of the codes"""
    page, tag = listing.page(
        catalogue(),
        _filters(question),
        limit=question["limit"],
        after=question.get("cursor"),
        fields=question.get("fields", ()),
        facets=question["facets"],
    )
    answer = Response(page, content_type=JSON)
    answer.set_etag(tag)
    return answer


@codes.route("/search")
@codes.arguments(SearchQuestion(), location="query")
@answers(codes, SearchSchema(), "The records that were found, best first.", 410, 422, kept=False)
@codes.doc(operationId="searchCodes")
def search_codes(question: dict[str, Any]) -> Response:
    """Search the records by codes, words and levels of the spine"""
    found = search().page(
        question["q"],
        _filters(question),
        limit=question["limit"],
        after=question.get("cursor"),
        facets=question["facets"],
    )
    return Response(as_json(found), content_type=JSON, headers={"Cache-Control": NO_STORE})


@codes.route("/lookup", methods=["POST"])
@codes.arguments(NoParameters(), location="query")
@codes.arguments(LookupQuestion(), location="json")
@answers(codes, LookupSchema(), "One item a query, in the order asked.", 400, 413, 415, 422, kept=False)
@codes.doc(operationId="lookUpCodes")
def look_up_codes(_: dict[str, Any], question: dict[str, Any]) -> Response:
    """Look up many codes at once"""
    size, pieces = listing.look_up(catalogue(), question["codes"])
    # What runs the application takes views of bytes where they lie, besides bytes.
    return Response(pieces, content_type=JSON, headers={"Content-Length": str(size)})  # type: ignore[arg-type]


@telling.route("/codes/<code>/related", parameters=[CODE_PARAMETER])
@telling.arguments(RelatedQuestion(), location="query")
@answers(telling, RelatedSchema(), "The edges of the record.", 400, 404, 422)
@telling.doc(operationId="listRelatedCodes")
def list_related(question: dict[str, Any], code: str) -> Response:
    """List the codes that a record leads to, with what separates them"""
    return Response(
        listing.related(listing.find(catalogue(), code), question.get("relationship", ())), content_type=JSON
    )


@telling.route("/compare")
@telling.arguments(CompareQuestion(), location="query")
@answers(telling, ComparisonSchema(), "Every fact side by side, the deciding ones first.", 404, 422)
@telling.doc(operationId="compareCodes")
def compare_codes(question: dict[str, Any]) -> Response:
    """Compare two to eight codes, fact by fact"""
    entries = listing.find_all(catalogue(), question["codes"])
    return Response(dumps(compare([reread(entry) for entry in entries])), content_type=JSON)


@telling.route("/candidates", methods=["POST"])
@telling.arguments(NoParameters(), location="query")
@telling.arguments(CandidatesQuestion(), location="json")
@answers(telling, CandidatesSchema(), "The codes that the case could be, best first.", 400, 413, 415, 422, kept=False)
@telling.doc(operationId="suggestCandidates")
def suggest_candidates(_: dict[str, Any], case: dict[str, Any]) -> Response:
    """Suggest the codes that a case could be, and what to ask next"""
    return Response(dumps(suggester().suggest(case["text"], case["facts"], case["limit"])), content_type=JSON)


@codes.route("/families")
@codes.arguments(NoParameters(), location="query")
@answers(codes, FamiliesSchema(), "Every family with its codes.", 422)
@codes.doc(operationId="listFamilies")
def list_families(_: dict[str, Any]) -> Response:
    """List the families in which codes are told apart"""
    return Response(families.every_body(catalogue()), content_type=JSON)


@codes.route("/families/<family>")
@codes.arguments(NoParameters(), location="query")
@answers(codes, FamilyTableSchema(), "The family with its codes side by side.", 404, 422)
@codes.doc(operationId="getFamily")
def get_family(_: dict[str, Any], family: str) -> Response:
    """Get a family with its codes as a table of the facts that separate them"""
    return Response(families.table_body(catalogue(), family), content_type=JSON)


@about.route("/v1/vocabularies")
@about.arguments(NoParameters(), location="query")
@answers(about, VocabulariesSchema(), "Every closed list with its meanings.", 422)
@about.doc(operationId="listVocabularies")
def list_vocabularies(_: dict[str, Any]) -> Response:
    """List the closed lists that records and filters use"""
    return Response(_VOCABULARIES, content_type=JSON)


@about.route("/v1/dataset")
@about.arguments(NoParameters(), location="query")
@answers(about, DatasetSchema(), "Digest, counts, coverage, sources and the notice.", 422)
@about.doc(operationId="getDataset")
def get_dataset(_: dict[str, Any]) -> Response:
    """Get what the set as a whole is"""
    return Response(dataset_body(), content_type=JSON)


@about.route("/problems")
@about.arguments(NoParameters(), location="query")
@answers(about, ProblemTypesSchema(), "Every type of problem.", 422)
@about.doc(operationId="listProblemTypes")
def list_problem_types(_: dict[str, Any]) -> Response:
    """List the types of problem that calls are refused with"""
    return Response(dumps({"items": [_told(kind) for kind in PROBLEM_TYPES.values()]}), content_type=JSON)


@about.route("/problems/<name>")
@about.arguments(NoParameters(), location="query")
@answers(about, ProblemTypeSchema(), "What the type means.", 404, 422)
@about.doc(operationId="getProblemType")
def get_problem_type(_: dict[str, Any], name: str) -> Response:
    """Get the meaning of a type of problem"""
    if name not in PROBLEM_TYPES:
        raise NotFound
    return Response(dumps(_told(PROBLEM_TYPES[name])), content_type=JSON)


def _filters(question: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(question[name]) for name in FILTERS if name in question}


def _told(kind: ProblemType) -> dict[str, Any]:
    return {"type": kind.uri, "title": kind.title, "status": kind.status, "meaning": kind.meaning}
