package kernel

// available lists what the processor offers, best last: every one that Go runs
// on has NEON.
func available() []instructionSet { return []instructionSet{portable, neon} }
