package message

import "maps"

// catalogue is what this library says, by key. A key begins with what it is about; its arguments are seen at its words.
var catalogue = joined(
	attributeEnglish,
	bodyEnglish,
	bulkEnglish,
	definitionEnglish,
	documentEnglish,
	filterEnglish,
	kindEnglish,
	patchEnglish,
	placeEnglish,
	queryEnglish,
	requestEnglish,
	valueEnglish,
)

// english finds a template of this library.
func english(key string) (string, bool) {
	template, known := catalogue[key]
	return template, known
}

// Templates are all that this library can say, by key: what a catalogue in another language has to have.
func Templates() map[string]string { return catalogue }

// joined puts the parts of the catalogue together; a key that stands in two of them is a mistake.
func joined(parts ...map[string]string) map[string]string {
	all := map[string]string{}
	for _, part := range parts {
		for key := range part {
			if _, twice := all[key]; twice {
				panic("message: the key " + key + " stands there twice")
			}
		}
		maps.Copy(all, part)
	}
	return all
}
