package main

import (
	"cmp"
	"context"

	"github.com/usher-id/usher/internal/admin"
)

type importTemplate struct {
	Lang string `enum:"en,fr,," default:"" help:"Language of the headers: en or fr. The default is that of the terminal." placeholder:"LANG"`
}

// Run writes the template.
func (c *importTemplate) Run(_ context.Context, a *app) error {
	return admin.ImportTemplate(a.out, cmp.Or(c.Lang, string(a.reader.Language)))
}
