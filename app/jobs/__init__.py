"""Jobs: a job is a command line with a status, run by a detached supervisor or tracked where it was typed."""
