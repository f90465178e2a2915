package directory

// ErasedMark stands in what was kept of others where something of a person was who was erased (rule O3).
const ErasedMark = "[erased]"
