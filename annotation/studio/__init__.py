"""The bridge to Label Studio: a server of one's own, its care, and a client that others push and pull with.

`address.find` says which server is meant, `client.connect` talks to it. The managed server lives in a folder of
the user (`state.Home`) in a virtual environment of its own, because it pins libraries older than ours.
"""
