"""Do the schemas take what is valid, and name all that is not?"""
