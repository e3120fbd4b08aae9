"""The wire: what goes into the service and comes out of it, one module per resource."""
