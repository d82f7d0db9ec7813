"""The only importer of the HTTP library: requests out, answers in, its exceptions translated into ours."""
