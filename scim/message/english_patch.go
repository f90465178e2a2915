package message

// What is wrong with a PATCH. Mostly it stands behind the place in the request.
var patchEnglish = map[string]string{
	"patch.body":       "the body of a PATCH is an object with schemas and Operations",
	"patch.schemas":    "must be [{urn:q}]",
	"patch.operations": "must be a list with at least one operation",
	"patch.twice":      "{name} stands there twice, in different case",
	"patch.many": "one PATCH may hold {most} operations and name {most} attributes; send the rest in another " +
		"request",
	"patch.work": "{attribute} has {n} values, and so many operations and filters on them are too much for one PATCH; " +
		"send this operation and those after it in another request",

	"patch.operation": "an operation is an object with op, path and value",
	"patch.op":        "must be add, remove or replace",

	"patch.path.kind":      "must be a text, for example {example:q}",
	"patch.path.missing":   "is missing; name the attribute to {op}",
	"patch.path.sub":       "a sub-attribute has no sub-attributes",
	"patch.path.extension": "is an attribute of an extension; write {path}",
	"patch.path.filter":    "only a multi-valued attribute can have a filter in brackets",
	"patch.path.within":    "inside the brackets of {attribute} may stand {names}; {path:q} is none of them",
	"patch.path.several":   "{attribute} has {n} values; select one with a filter, for example {example}",

	"patch.value.missing":  "{op} needs a value (null unassigns)",
	"patch.value.object":   "must be an object whose keys are the attributes to {op}; or name one attribute in path",
	"patch.value.twice":    "names the same attribute as {other:q}; send it once",
	"patch.value.required": "{path} is required and can't be emptied; send a value",
	"patch.value.one": "must be one value, as the filter names one element; a list of values goes to {path} without a " +
		"filter",
	"patch.value.nothing": "holds nothing that an element of {path} can have",
	"patch.value.noKey":   "{path} has no value; send the id that it refers to",
	"patch.value.fixed":   "{sub} of an existing element can't be changed; remove the element and add another",

	"patch.remove.path":      "remove needs a path that says what to remove",
	"patch.remove.value":     "remove takes no value; select what to remove with a filter in path",
	"patch.remove.required":  "{path} is required and can't be removed; replace it",
	"patch.remove.extension": "the extension is required and can't be removed",
	"patch.remove.schema":    "is the resource's own schema; name the attribute to remove, or DELETE the resource",

	"patch.readOnly":      "{path} is read-only; leave it out",
	"patch.fixed":         "{path} is set and can't be changed any more",
	"patch.fixedElement":  "{path} is set and can't be changed any more; remove the value and add another",
	"patch.primary":       "{n} values of {attribute} match, but only one can be primary; select one of them",
	"patch.match.none":    "no value of {attribute} matches",
	"patch.match.missing": "no value of {attribute} matches; add the value first",
	"patch.match.never":   "no value of {attribute} matches, and one with this value would not match either",

	"patch.split.whose":  "say whose {sub} to {op} with a filter, for example {example}",
	"patch.split.single": "a single {sub} can't be taken from {attribute}; remove the value and add it without",
	"patch.split.one":    "{attribute} can only be changed one by one; select with {example}",
	"patch.split.order": "after an operation that adds {attribute}, only a filter on value can remove some; send this " +
		"operation first, or in a request of its own",
}
