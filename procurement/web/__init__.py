"""HTTP plumbing shared by all rooms: the application, identity, forms, problems, the API shell."""
