"""The certificate: what an audit by people proves about labels that nobody looked at. Arrays in, numbers out."""
