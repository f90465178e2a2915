package directory

import "context"

// inParts carries out what one caller brings: at once where that is little, or else in parts, each a batch or a piece
// of one, so that what others bring meanwhile comes between (rule P10). Each change has its own result anyway.
func (in *Intake) inParts(ctx context.Context, account Account, changes []Change) ([]Result, error) {
	var results []Result
	work := 0
	for len(results) < len(changes) {
		if work > maxRequestWork {
			return spent(results, len(changes), "limit.work"), nil
		}
		done, err := in.submit(&submission{ctx: ctx, account: account, changes: nextPart(changes, results)})
		if err != nil && len(results) == 0 {
			return nil, err
		}
		if err != nil { // what is done is done
			for len(results) < len(changes) {
				results = append(results, Result{Err: err, Outcome: Failed})
			}
			return results, nil
		}
		for i := range done {
			work += done[i].Work
		}
		if results = append(results, done...); len(done) == len(changes) {
			return done, nil
		}
	}
	return results, nil
}

// spent refuses the changes that come after the results, since those before have cost all that may be spent.
func spent(results []Result, n int, key string) []Result {
	for len(results) < n {
		results = append(results, Result{Outcome: Declined, Err: Refuse(TooLarge, key)})
	}
	return results
}

// nextPart are the changes that come after those that have results, as many as may go together. What they require of
// those before is decided; what requires each other stays together.
func nextPart(changes []Change, results []Result) []Change {
	from := len(results)
	end := min(from+MaxBatch, len(changes))
	for i := from; i < end; i++ {
		for _, need := range changes[i].Requires {
			end = max(end, need+1)
		}
	}
	if from == 0 {
		return changes[:end:end]
	}
	part := make([]Change, end-from)
	for i := range part {
		c := changes[from+i]
		var requires []int
		for _, need := range c.Requires {
			switch {
			case need >= from:
				requires = append(requires, need-from)
			case need == Impossible || results[need].Err != nil:
				requires = append(requires, Impossible)
			}
		}
		c.Requires = requires
		part[i] = c
	}
	return part
}
