package directory

import "context"

// inParts carries out what one caller brings: at once where that is little, or else in parts, each a batch or a piece
// of one, so that what others bring meanwhile comes between (rule P10). Each item has its own result anyway.
func (in *Intake) inParts(ctx context.Context, account Account, items []Item) ([]Result, error) {
	var results []Result
	work := 0
	for len(results) < len(items) {
		if work > maxRequestWork {
			return spent(results, len(items), "limit.work"), nil
		}
		done, err := in.submit(&submission{ctx: ctx, account: account, items: nextPart(items, results)})
		if err != nil && len(results) == 0 {
			return nil, err
		}
		if err != nil { // what is done is done
			for len(results) < len(items) {
				results = append(results, Result{Err: err, Outcome: Failed})
			}
			return results, nil
		}
		for i := range done {
			work += done[i].Work
		}
		if results = append(results, done...); len(done) == len(items) {
			return done, nil
		}
	}
	return results, nil
}

// spent refuses the items that come after the results, since those before have cost all that may be spent.
func spent(results []Result, n int, key string) []Result {
	for len(results) < n {
		results = append(results, Result{Outcome: Declined, Err: Refuse(TooLarge, key)})
	}
	return results
}

// nextPart are the items that come after those that have results, as many as may go together. What they require of
// those before is decided; what requires each other stays together.
func nextPart(items []Item, results []Result) []Item {
	from := len(results)
	end := min(from+MaxBatch, len(items))
	for i := from; i < end; i++ {
		for _, need := range items[i].Requires() {
			end = max(end, need+1)
		}
	}
	if from == 0 {
		return items[:end:end]
	}
	part := make([]Item, end-from)
	for i := range part {
		var requires []int
		for _, need := range items[from+i].Requires() {
			switch {
			case need >= from:
				requires = append(requires, need-from)
			case need == Impossible || results[need].Err != nil:
				requires = append(requires, Impossible)
			}
		}
		part[i] = items[from+i].requiring(requires)
	}
	return part
}
