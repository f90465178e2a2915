package main

import (
	"github.com/usher-id/usher/internal/sealed"
	"github.com/usher-id/usher/internal/store"
)

// vault keeps the secrets of services, with the keys that the environment names: no flag does, since what runs shows its
// flags to everybody.
func (a *app) vault(db *store.DB, database string) *sealed.Vault {
	return &sealed.Vault{Store: db, Settings: sealed.Settings{
		Keys: sealed.NewSecret(a.env(sealed.KeyVariable)), File: a.env(sealed.FileVariable), Database: store.SQLiteFile(database),
	}}
}
