package kernel

func adam(value, grad, mean, square []float32, r AdamRates) bool {
	switch level {
	case avx512:
		return adamAVX512(&value[0], &grad[0], &mean[0], &square[0], len(value), r.Rate, r.Epsilon, r.Mean, r.Square, r.L2, r.L1)
	case avx2:
		return adamAVX2(&value[0], &grad[0], &mean[0], &square[0], len(value), r.Rate, r.Epsilon, r.Mean, r.Square, r.L2, r.L1)
	}
	return adamPortable(value, grad, mean, square, r)
}

func nesterov(value, grad, velocity []float32, r NesterovRates) bool {
	switch level {
	case avx512:
		return nesterovAVX512(&value[0], &grad[0], &velocity[0], len(value), r.Momentum, r.L2, r.L1)
	case avx2:
		return nesterovAVX2(&value[0], &grad[0], &velocity[0], len(value), r.Momentum, r.L2, r.L1)
	}
	return nesterovPortable(value, grad, velocity, r)
}

func average(mean, value []float32, share float32) {
	switch level {
	case avx512:
		averageAVX512(&mean[0], &value[0], len(value), share)
	case avx2:
		averageAVX2(&mean[0], &value[0], len(value), share)
	default:
		averagePortable(mean, value, share)
	}
}
