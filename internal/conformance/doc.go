// Package conformance holds no code, only a test: docs/conformance.md claims what Usher does about
// every requirement of the SCIM RFCs, and conformance_test.go holds each claim against the code. A
// row without a proof, a proof that does not exist or does not name its row, and a row that a test
// names and the list does not have, fail the build.
package conformance
