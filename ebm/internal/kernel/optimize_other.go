//go:build !amd64

package kernel

func adam(value, grad, mean, square []float32, r AdamRates) bool {
	return adamPortable(value, grad, mean, square, r)
}

func nesterov(value, grad, velocity []float32, r NesterovRates) bool {
	return nesterovPortable(value, grad, velocity, r)
}

func average(mean, value []float32, share float32) { averagePortable(mean, value, share) }
