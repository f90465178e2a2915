package filter

import (
	"fmt"
	"strconv"
	"strings"
)

// String writes e as text: one blank between tokens, operators as they stand in the tree, strings escaped as JSON needs
// it, and parentheses only where the tree needs them. [Parse] turns the text into an equal tree, as long as it keeps to
// the limits; [MaxLength] and [MaxDepth] hold for texts, not for trees that were put together by hand.
func String(e Expression) string {
	var b strings.Builder
	write(&b, e)
	return b.String()
}

func write(b *strings.Builder, e Expression) {
	switch e := e.(type) {
	case *AttributeExpression:
		writePath(b, e.AttributePath)
		b.WriteByte(' ')
		b.WriteString(string(e.Operator))
		if e.Operator != PR {
			b.WriteByte(' ')
			writeValue(b, e.CompareValue)
		}
	case *ValuePath:
		writePath(b, e.AttributePath)
		b.WriteByte('[')
		write(b, e.ValueFilter)
		b.WriteByte(']')
	case *NotExpression:
		b.WriteString("not (")
		write(b, e.Expression)
		b.WriteByte(')')
	case *LogicalExpression:
		// Chains read from left to right, so that the same operator on the right has been in parentheses.
		writeOperand(b, e.Left, e.Operator == AND && isLogical(e.Left, OR))
		b.WriteByte(' ')
		b.WriteString(string(e.Operator))
		b.WriteByte(' ')
		writeOperand(b, e.Right, isLogical(e.Right, OR) || e.Operator == AND && isLogical(e.Right, AND))
	}
}

func writeOperand(b *strings.Builder, e Expression, parentheses bool) {
	if parentheses {
		b.WriteByte('(')
		defer b.WriteByte(')')
	}
	write(b, e)
}

func isLogical(e Expression, op LogicalOperator) bool {
	l, ok := e.(*LogicalExpression)
	return ok && l.Operator == op
}

func writePath(b *strings.Builder, a AttributePath) {
	if a.URIPrefix != nil {
		b.WriteString(*a.URIPrefix)
		b.WriteByte(':')
	}
	b.WriteString(a.AttributeName)
	if a.SubAttribute != nil {
		b.WriteByte('.')
		b.WriteString(*a.SubAttribute)
	}
}

// writeValue writes the types that Parse returns; any other becomes a string.
func writeValue(b *strings.Builder, v any) {
	switch v := v.(type) {
	case nil:
		b.WriteString("null")
	case bool:
		b.WriteString(strconv.FormatBool(v))
	case int:
		b.WriteString(strconv.Itoa(v))
	case float64:
		s := strconv.FormatFloat(v, 'g', -1, 64)
		b.WriteString(s)
		if !strings.ContainsAny(s, ".e") { // else it would be read as an int
			b.WriteString(".0")
		}
	case string:
		writeQuoted(b, v)
	default:
		writeQuoted(b, fmt.Sprint(v))
	}
}

func writeQuoted(b *strings.Builder, s string) {
	b.WriteByte('"')
	for _, r := range s { // invalid UTF-8 becomes U+FFFD
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < ' ':
			fmt.Fprintf(b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
}

// Shape writes e as String does, with "…" in place of every value: what was asked for, without about whom.
func Shape(e Expression) string {
	return String(shaped(e))
}

func shaped(e Expression) Expression {
	switch e := e.(type) {
	case *AttributeExpression:
		if e.Operator == PR {
			return e
		}
		return &AttributeExpression{AttributePath: e.AttributePath, Operator: e.Operator, CompareValue: "…"}
	case *ValuePath:
		return &ValuePath{AttributePath: e.AttributePath, ValueFilter: shaped(e.ValueFilter)}
	case *NotExpression:
		return &NotExpression{Expression: shaped(e.Expression)}
	case *LogicalExpression:
		return &LogicalExpression{Left: shaped(e.Left), Right: shaped(e.Right), Operator: e.Operator}
	}
	return e
}
