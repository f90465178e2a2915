package scim

import "slices"

// run processes the operations. When failOnErrors is set, the backend is never given more of them
// than may still fail, so that none is carried out behind the last permitted error; operations
// that need each other in a circle are one step that can't be divided. Nor is it given more than stepBytes of them at a
// time, unless one is larger.
func (b *bulkRun) run(failOnErrors int) {
	order := b.order()
	place := make([]int, len(order)) // of each operation in order
	for at, i := range order {
		place[i] = at
	}
	b.propagate(order)
	errors := 0
	for at := 0; at < len(order) && (failOnErrors == 0 || errors < failOnErrors); {
		end := len(order)
		if failOnErrors > 0 {
			end = min(end, at+failOnErrors-errors)
		}
		for k, size := at, 0; k < end; k++ {
			if size += b.ops[order[k]].raw.size; size > stepBytes && k > at {
				end = k
			}
		}
		for k := at; k < end; k++ {
			for _, j := range b.ops[order[k]].needs {
				end = max(end, place[j]+1)
			}
		}
		errors += b.step(order[at:end])
		at = end
	}
}

// stepBytes bounds, in bytes of their text, the operations that are in memory decoded.
const stepBytes = 1 << 20

// step hands a run of operations to the backend at once and returns how many failed.
func (b *bulkRun) step(run []int) (failed int) {
	for _, i := range run {
		if o := &b.ops[i]; o.err == nil && !o.read {
			o.err = b.complete(i)
		}
	}
	b.propagate(run)
	ops := make([]Operation, 0, len(run))
	index := make(map[int]int, len(run)) // of an operation in ops
	for _, i := range run {
		b.ops[i].done = true
		if b.ops[i].err == nil {
			index[i] = len(ops)
			ops = append(ops, b.ops[i].op)
		} else {
			failed++
			b.ops[i].op.Resource, b.ops[i].op.Patch = nil, nil
		}
	}
	if len(ops) == 0 {
		return failed
	}
	for i, k := range index {
		for _, j := range b.ops[i].needs {
			if required, ok := index[j]; ok {
				ops[k].Requires = append(ops[k].Requires, required)
			}
		}
		slices.Sort(ops[k].Requires)
	}
	b.c.event.Applied = true
	results := b.c.tenant.Backend.Apply(b.c.r.Context(), ops)
	for i, k := range index {
		o, result := &b.ops[i], results[k]
		o.op, o.asked = Operation{Kind: ops[k].Kind, Type: ops[k].Type, ID: ops[k].ID}, true // the rest is done with
		if o.err = result.Err; o.err != nil {
			failed++
			continue
		}
		o.version = result.Version
		if result.Resource != nil {
			o.op.ID, o.version = result.Resource.ID, result.Resource.Meta.Version
		}
	}
	return failed
}

// propagate fails the operations that need one that failed.
func (b *bulkRun) propagate(run []int) {
	for again := true; again; {
		again = false
		for _, i := range run {
			o := &b.ops[i]
			if o.err == nil && slices.ContainsFunc(o.needs, func(j int) bool { return b.ops[j].err != nil }) {
				o.err, again = DependencyFailed(), true
			}
		}
	}
}

// order is the order of the request, except that an operation waits for those that it needs. Among
// operations that need each other in a circle, the first creation does not wait: what it names will
// be there when all of them are.
func (b *bulkRun) order() []int {
	order := make([]int, 0, len(b.ops))
	waiting := make([]int, len(b.ops)) // for how many others
	wanted := make([][]int, len(b.ops))
	for i := range b.ops {
		waiting[i] = len(b.ops[i].needs)
		for _, j := range b.ops[i].needs {
			wanted[j] = append(wanted[j], i)
		}
	}
	const emitted = -1
	emit := func(i int) {
		order = append(order, i)
		waiting[i] = emitted
		for _, k := range wanted[i] {
			if waiting[k] != emitted {
				waiting[k]--
			}
		}
	}
	for len(order) < len(b.ops) {
		before := len(order)
		for i := range b.ops {
			if waiting[i] == 0 {
				emit(i)
			}
		}
		for i := 0; len(order) == before; i++ { // a circle: only creations are needed, so there is one
			if waiting[i] != emitted && b.ops[i].op.Kind == Create {
				emit(i)
			}
		}
	}
	return order
}
