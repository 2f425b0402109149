//go:build !linux && !darwin

package notebook

// timesOpen is 0: GoNB runs on Linux and macOS only.
func timesOpen(string) int { return 0 }
