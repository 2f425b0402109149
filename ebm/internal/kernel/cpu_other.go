//go:build !amd64 && !arm64

package kernel

// available lists what the processor offers, best last.
func available() []instructionSet { return []instructionSet{portable} }

// relax passes a moment while another thread is waited for.
func relax() {}
