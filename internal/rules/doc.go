// Package rules holds no code, only a test: each rule that code, tests, documents or output name by its
// id stands in docs/rules.md, once, and what stands there is either marked as to come or named by a test.
package rules
