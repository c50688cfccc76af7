"""Do the rooms of the service do what they say?"""
