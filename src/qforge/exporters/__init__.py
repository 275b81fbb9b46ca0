"""Exporters: plugins that write a dataset in one form."""
