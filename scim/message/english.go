package message

// catalogue is what this library says, by key.
var catalogue = map[string]string{}

// english finds a template of this library.
func english(key string) (string, bool) {
	template, known := catalogue[key]
	return template, known
}

// Templates are all that this library can say, by key: what a catalogue in another language has to have.
func Templates() map[string]string { return catalogue }
