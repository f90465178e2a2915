package filter

import "github.com/usher-id/usher/scim/message"

// operators says which there are.
func operators() message.Message { return message.New("filter.operators") }

// parser walks over the text once, from left to right. Its methods call each other as the rules of the grammar do, so
// that depth bounds the stack. Chains of and and or are loops.
type parser struct {
	in      string
	pos     int
	depth   int  // what is open: parentheses and brackets
	bracket bool // inside the brackets of a value path
}

// begin checks the length and that there is a text. what is the key of what it should be, for the error.
func (p *parser) begin(what, example string) error {
	if len(p.in) > MaxLength {
		return p.fail(MaxLength, "filter.long", "what", message.New(what), "most", MaxLength)
	}
	p.blanks()
	if p.pos == len(p.in) {
		return p.fail(p.pos, "filter.empty", "what", message.New(what), "example", example)
	}
	return nil
}

// finish checks that nothing is left. want is the key of what could be there.
func (p *parser) finish(want string) error {
	p.blanks()
	if p.pos < len(p.in) {
		return p.unexpected(message.New(want))
	}
	return nil
}

func (p *parser) or() (Expression, error) {
	left, err := p.and()
	for err == nil && p.keyword("or") {
		var right Expression
		if right, err = p.and(); err == nil {
			left = &LogicalExpression{Left: left, Right: right, Operator: OR}
		}
	}
	return left, err
}

func (p *parser) and() (Expression, error) {
	left, err := p.term()
	for err == nil && p.keyword("and") {
		var right Expression
		if right, err = p.term(); err == nil {
			left = &LogicalExpression{Left: left, Right: right, Operator: AND}
		}
	}
	return left, err
}

func (p *parser) term() (Expression, error) {
	p.blanks()
	if p.at('(') {
		return p.enclosed(')')
	}
	if p.not() {
		e, err := p.enclosed(')')
		if err != nil {
			return nil, err
		}
		return &NotExpression{Expression: e}, nil
	}
	a, err := p.attribute()
	if err != nil {
		return nil, err
	}
	if p.atAfterBlanks('[') {
		return p.valuePath(a)
	}
	return p.comparison(a)
}

// not consumes the keyword if a parenthesis follows, and else leaves the word to be read as an attribute.
func (p *parser) not() bool {
	const word = "not"
	if len(p.in)-p.pos < len(word) || !equalFold(p.in[p.pos:p.pos+len(word)], word) {
		return false
	}
	start := p.pos
	p.pos += len(word)
	if p.atAfterBlanks('(') {
		return true
	}
	p.pos = start
	return false
}

// enclosed reads an expression between the parenthesis or bracket at hand and the one that closes it.
func (p *parser) enclosed(closing byte) (Expression, error) {
	opened := p.pos
	if p.depth == MaxDepth {
		return nil, p.fail(opened, "filter.deep", "most", MaxDepth)
	}
	p.depth++
	p.pos++
	e, err := p.or()
	if err != nil {
		return nil, err
	}
	p.blanks()
	if p.pos == len(p.in) {
		return nil, p.fail(p.pos, "filter.open",
			"opened", p.in[opened:opened+1], "n", p.characters(opened), "closing", string(rune(closing)))
	}
	if !p.at(closing) {
		return nil, p.unexpected(message.New("filter.wanted.closing", "closing", string(rune(closing))))
	}
	p.depth--
	p.pos++
	return e, nil
}

// valuePath reads the bracket behind a, and what Entra appends to it.
func (p *parser) valuePath(a AttributePath) (Expression, error) {
	e, err := p.valueFilter()
	if err != nil {
		return nil, err
	}
	if !p.at('.') {
		return &ValuePath{AttributePath: a, ValueFilter: e}, nil
	}
	sub, err := p.subAttribute()
	if err != nil {
		return nil, err
	}
	c, err := p.comparison(AttributePath{AttributeName: sub})
	if err != nil {
		return nil, err
	}
	return &ValuePath{AttributePath: a, ValueFilter: &LogicalExpression{Left: e, Right: c, Operator: AND}}, nil
}

// valueFilter reads a bracket. One inside another has no meaning: no element has elements (R-118, erratum 4690).
func (p *parser) valueFilter() (Expression, error) {
	if p.bracket {
		return nil, p.fail(p.pos, "filter.bracket")
	}
	p.bracket = true
	e, err := p.enclosed(']')
	p.bracket = false
	return e, err
}

// comparison reads what follows the attribute a: pr, or an operator and a value.
func (p *parser) comparison(a AttributePath) (Expression, error) {
	if !p.separated() {
		if p.pos == len(p.in) {
			return nil, p.fail(p.pos, "filter.operator.missing", "attribute", excerptName(a.String()), "advice",
				operators())
		}
		return nil, p.fail(p.pos, "filter.operator.blank", "attribute", excerptName(a.String()), "advice", operators())
	}
	start := p.pos
	word := p.word()
	op := operator(word)
	switch {
	case word == "":
		return nil, p.fail(start, "filter.operator.missing", "attribute", excerptName(a.String()), "advice",
			operators())
	case op == "" && a.URIPrefix == nil && a.SubAttribute == nil && equalFold(a.AttributeName, "not"):
		return nil, p.fail(start, "filter.not")
	case op == "":
		return nil, p.fail(start, "filter.operator.unknown", "found", excerpt(word), "advice", operators())
	case op == PR:
		return &AttributeExpression{AttributePath: a, Operator: PR}, nil
	}
	if !p.separated() {
		return nil, p.fail(p.pos, "filter.value.blank", "operator", excerpt(word), "advice", values())
	}
	v, err := p.value(op)
	if err != nil {
		return nil, err
	}
	return &AttributeExpression{AttributePath: a, Operator: op, CompareValue: v}, nil
}

// path reads the whole of a PATCH path.
func (p *parser) path() (Path, error) {
	a, err := p.attribute()
	if err != nil {
		return Path{}, err
	}
	path := Path{AttributePath: a}
	if !p.atAfterBlanks('[') {
		return path, nil
	}
	if path.ValueExpression, err = p.valueFilter(); err != nil {
		return Path{}, err
	}
	if p.at('.') {
		sub, err := p.subAttribute()
		if err != nil {
			return Path{}, err
		}
		path.SubAttribute = &sub
	}
	return path, nil
}

// operator returns the operator that word spells, or "".
func operator(word string) CompareOperator {
	for _, op := range [...]CompareOperator{EQ, NE, CO, SW, EW, PR, GT, GE, LT, LE} {
		if equalFold(word, string(op)) {
			return op
		}
	}
	return ""
}

// unexpected describes the text at hand, which is not what is wanted.
func (p *parser) unexpected(want message.Message) error {
	word := p.word()
	at := p.pos - len(word)
	if word == "" { // a delimiter
		return p.fail(at, "filter.unexpected", "found", excerpt(p.in[at:at+1]), "wanted", want)
	}
	if equalFold(word, "and") || equalFold(word, "or") {
		return p.fail(at, "filter.blank", "word", excerpt(word))
	}
	return p.fail(at, "filter.unexpected", "found", excerpt(word), "wanted", want)
}
