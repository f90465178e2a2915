# Compares Usher with PostgreSQL itself and with a plain SCIM server, and writes docs/benchmarks.md. DATABASE_URL names a PostgreSQL.
.PHONY: bench
bench:
	go run ./benchmarks/run

# What CI shows at a size that fits, at its full size. Each starts a throwaway PostgreSQL from the installed package.
.PHONY: shows-people shows-finding shows-stopped shows-requests shows-check shows-jobs shows-seats shows-sync shows-million

# Nobody in somebody else's place: attacks, 5,000 people who were brought before the authority came, properties of 10,000 cases.
shows-people:
	CI=true USHER_TEST_PARKED=5000 USHER_TEST_ATTACKS=48 .ci/with-postgres go test ./cmd/usher -count=1 -timeout 60m -run 'Attack|TestBugReports|TestDialects'
	go test ./internal/directory/decide -count=1 -timeout 60m -rapid.checks=10000

# What an administrator asks about 100,000 people: at most four questions each, by index, on both databases.
shows-finding:
	CI=true USHER_TEST_PEOPLE=100000 .ci/with-postgres go test ./internal/store/intake -count=1 -timeout 60m -run TestAdministratorsQuestionsAreFew -v

# A node is stopped while it holds the lock of an account, 20 times.
shows-stopped:
	CI=true USHER_TEST_STOPS=20 .ci/with-postgres go test ./cmd/usher -count=1 -timeout 60m -run TestCrashStoppedNode -v

# The dearest requests, and what others wait for meanwhile; of 20,000 people.
shows-requests:
	.ci/with-postgres sh -c 'DATABASE_URL=$$USHER_TEST_POSTGRES go run ./benchmarks/attack -people 20000'

# usher check against a server that breaks one thing at a time.
shows-check:
	go test ./check -count=1 -v
	CI=true .ci/with-postgres go test ./cmd/usher -count=1 -run 'Check' -v

# Nodes that do jobs are killed in the middle, 30 times on each database; 300 mails, with a kill at every sixth.
shows-jobs:
	CI=true USHER_TEST_KILLS=30 .ci/with-postgres go test ./internal/jobs -count=1 -timeout 30m -run TestCrash -v
	CI=true USHER_TEST_MAILS=300 USHER_TEST_HELD=20000 .ci/with-postgres go test ./cmd/usher -count=1 -timeout 60m -run 'TestCrashWhileMailing|TestCrashWhileHeldAreLetIn' -v

# 400 people come at once for 100 seats, and 50 who have one leave at once: 100 times on each database, through one node and through two.
# What a seat costs that becomes free, where 300,000 wait; and how fast people are created with licenses and without.
shows-seats:
	CI=true USHER_TEST_WAITING=300000 .ci/with-postgres go test ./internal/store/intake -count=1 -timeout 30m -run 'TestSeatsCost|TestSeatQuestions' -v
	CI=true USHER_TEST_SEATS=100 .ci/with-postgres go test ./internal/store/intake -count=1 -timeout 60m -run 'TestSeatsAreSoldOnce|TestStrictSeats' -v
	.ci/with-postgres go test ./internal/store/intake -run none -bench BenchmarkSeats -benchtime 100x -timeout 30m
	CI=true USHER_TEST_DEVICE_STEPS=10000 .ci/with-postgres go test ./internal/devices -count=1 -timeout 120m -run TestDevicesOfManyPeople -v
	go test ./licensing -count=1 -timeout 60m -rapid.checks=10000

# 100,000 people, 2,000 groups and 500,000 memberships come from another Usher while the nodes that bring them are killed five times; on both databases.
shows-sync:
	CI=true USHER_TEST_SYNC=100000 .ci/with-postgres go test ./cmd/usher -count=1 -timeout 120m -run TestCrashWhileSynchronizing -v

# A million people come from a service that is made up, and again without changes: how long that takes beside COPY of the same rows, and
# how long a push waits meanwhile. PostgreSQL writes as in production; it takes some 15 GB of disk.
shows-million:
	CI=true POSTGRES_FSYNC=on USHER_TEST_MILLION=1000000 .ci/with-postgres go test ./benchmarks/million -count=1 -timeout 240m -run TestMillion -v
