"""Whether this program works on this machine: what `kestrel selftest` looks at, a file each."""
