"""A live 1C, read over its standard OData interface: the only room that opens a connection to another computer."""
