# Compares Usher with PostgreSQL itself and with a plain SCIM server, and writes docs/benchmarks.md. DATABASE_URL names a PostgreSQL.
.PHONY: bench
bench:
	go run ./benchmarks/run
