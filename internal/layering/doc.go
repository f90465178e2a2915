// Package layering holds no code, only a test: the rooms of Usher import each
// other downwards only, and the table in layering_test.go is the one place that
// says who may import whom. docs/architecture.md explains why; a package that
// the table does not know, or an import that it does not allow, fails the build.
package layering
