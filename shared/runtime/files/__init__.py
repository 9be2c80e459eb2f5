"""Files in a bucket: the port, Cloud Storage, and one in memory."""
