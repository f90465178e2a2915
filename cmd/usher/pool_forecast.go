package main

import (
	"context"
	"fmt"
	"strconv"

	"github.com/usher-id/usher/internal/admin"
)

type poolForecast struct {
	Pool string `arg:"" help:"Name of the pool."`
	Days int    `default:"30" help:"How many days, today included: 1 to 366."`
	inAccount
	asJSON
}

// Run says how a pool will stand at the end of each day, if nothing happens but what is known.
func (c *poolForecast) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account}, func(on *administration) error {
		f, err := on.licensing.Forecast(ctx, on.actor, on.account, c.Pool, c.Days)
		if err != nil {
			return err
		}
		views := make([]forecastView, len(f.Days))
		for i, d := range f.Days {
			views[i] = forecastView{Date: d.Date, Used: d.Used, Held: d.Held, Waiting: d.Waiting, Planned: d.Planned, Ending: d.Ending, Needed: d.Needed, Short: d.Short}
			if !f.Unlimited() || d.Capacity == 0 {
				views[i].Capacity = &d.Capacity
			}
		}
		heads := "DAY CAPACITY USED HELD WAITING PLANNED ENDING NEEDED SHORT"
		if err = write(a, c.JSON, heads, views, forecastView.cells); err != nil || c.JSON {
			return err
		}
		says := a.says("pool.enough", "pool", f.Pool.Name, "day", views[len(views)-1].Date)
		if f.Short != nil {
			says = a.says("pool.short", "pool", f.Pool.Name, "day", f.Short.Date, "missing", f.Short.Short, "buy", f.More())
		}
		_, err = fmt.Fprintln(a.out, says)
		return err
	})
}

// forecastView is how a pool stands at the end of a day: needed = used + held + waiting + planned - ending.
type forecastView struct {
	Date     string `json:"date"`               // in the pool's time zone
	Capacity *int   `json:"capacity,omitempty"` // seats and overage; missing where there is no limit
	Used     int    `json:"used"`
	Held     int    `json:"held"`
	Waiting  int    `json:"waiting"`
	Planned  int    `json:"planned"`
	Ending   int    `json:"ending"`
	Needed   int    `json:"needed"`
	Short    int    `json:"short"`
}

func (v forecastView) cells() []string {
	capacity := ""
	if v.Capacity != nil {
		capacity = strconv.Itoa(*v.Capacity)
	}
	row := []string{v.Date, capacity}
	for _, n := range []int{v.Used, v.Held, v.Waiting, v.Planned, v.Ending, v.Needed, v.Short} {
		row = append(row, strconv.Itoa(n))
	}
	return row
}

// shortOf is the line of pool show that says when a pool runs short; "" when it does not.
func shortOf(a *app, p *admin.PoolView) string {
	if p.Short == nil {
		return ""
	}
	return a.says("pool.shortOn", "day", p.Short.Date, "missing", p.Short.Short)
}
