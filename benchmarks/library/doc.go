// Package library compares the scim library with github.com/elimity-com/scim: the same requests, in one process, to
// both, each over a backend in memory that is as simple as a backend can honestly be. No network, no database and no
// Usher: what differs is what the libraries do with a request.
//
// It holds only benchmarks and tests. The tests ask that both give the same answers, since figures of servers that
// answer differently mean nothing, and that scim allocates less in every operation. Time is for the benchmarks alone:
//
//	go test ./benchmarks/library -run '^$' -bench . -count 7
package library
