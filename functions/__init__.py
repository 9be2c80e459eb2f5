"""What runs: one folder per context, one module per aggregate, one function per command, query or event."""
