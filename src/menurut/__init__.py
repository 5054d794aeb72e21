"""menurut: where does a news story come from?"""
