package ebm

import "math"

const badRuns = "ebm: Bennett wants a forward and a reverse run over one path"

// Bennett combines the weights of a forward and a reverse run over the same
// temperatures to the best single estimate of log Z, the acceptance ratio. With n
// log weights f of Z/Z_0, m log weights g of Z_0/Z and s = log(n/m), the estimate
// is log Z_0 + r where
//
//	Σ_i σ(f_i - r - s) = Σ_j σ(g_j + r + s)
//
// The left side falls with r and the right side rises. Err is the asymptotic
// standard error and Low to High the 95 % interval that goes with it, by Student's
// t, as long as the two sets overlap. overlap tells by how much: 1 where the two have the same
// distribution, with the sign of one changed, near 0 where they hardly meet. Below
// 0.1 the error is no longer to be trusted, and the interval reaches from the
// lower bound of log Z that the mean of f gives to the upper bound of g's.
// Bennett (1976), "Efficient estimation of free energy differences from Monte
// Carlo data", Journal of Computational Physics 22.
//
// It panics unless the runs are a result of [AIS] and one of [ReverseAIS] with
// the same log Z_0.
func Bennett(forward, reverse AISResult) (e Estimate, overlap float64) {
	f, g := forward.LogWeights, reverse.LogWeights
	if len(f) == 0 || len(g) == 0 || forward.Reverse || !reverse.Reverse || forward.LogZ0 != reverse.LogZ0 {
		panic(badRuns)
	}
	r := acceptanceRatio(f, g)
	up, down := accepted(f, -r, g), accepted(g, r, f)
	n, m := float64(len(f)), float64(len(g))
	overlap = min(1, math.Exp(up.log)*(n+m)/(n*m))
	e = Estimate{Value: forward.LogZ0 + r, Err: math.Sqrt(up.variance + down.variance)}
	reach := student95(min(len(f), len(g))-1) * e.Err
	e.Low, e.High = e.Value-reach, e.Value+reach
	if overlap < enoughOverlap {
		lower, upper := mean("", f), mean("", g)
		e.Low = min(e.Low, forward.LogZ0+lower.Value-student95(len(f)-1)*lower.Err)
		e.High = max(e.High, forward.LogZ0-upper.Value+student95(len(g)-1)*upper.Err)
	}
	return e, overlap
}

const (
	normal95      = 1.959963984540054 // 97.5 % of a normal distribution lie below
	enoughOverlap = 0.1
)

// student95 is the 97.5 % quantile of Student's t: by tables up to three degrees
// of freedom, and then by an expansion in powers of 1/freedom that is within 1 %.
func student95(freedom int) float64 {
	if freedom < 4 {
		return [...]float64{12.7062, 4.3027, 3.1824}[max(1, freedom)-1]
	}
	const z = normal95
	n := float64(freedom)
	return z + (z*z*z+z)/(4*n) + (5*z*z*z*z*z+16*z*z*z+3*z)/(96*n*n)
}

// acceptanceRatio solves Bennett's equation by bisection, on the logarithms of
// both sides, which do not underflow however far the weights are apart.
func acceptanceRatio(f, g []float64) float64 {
	low, high := math.Inf(1), math.Inf(-1)
	for _, x := range f {
		low, high = min(low, x), max(high, x)
	}
	for _, x := range g {
		low, high = min(low, -x), max(high, -x)
	}
	// At low every f - r is at least 0 and every g + r at most 0, so that with
	// |s| to spare the left side is the larger one.
	shift := math.Abs(math.Log(float64(len(f)) / float64(len(g))))
	low, high = low-2*shift-1, high+2*shift+1
	for high-low > 1e-10*max(1, math.Abs(low)) {
		r := low + (high-low)/2
		if accepted(f, -r, g).log > accepted(g, r, f).log {
			low = r
		} else {
			high = r
		}
	}
	return low + (high-low)/2
}

// acceptance is one side of Bennett's equation.
type acceptance struct {
	log      float64 // log Σ a
	variance float64 // of the logarithm of the mean of a: (E a²/(E a)² - 1)/(n-1)
}

// accepted sums a_i = σ(x_i + r - log(n/m)), where n is the number of x and m
// that of the others.
func accepted(x []float64, r float64, others []float64) acceptance {
	n := float64(len(x))
	s := math.Log(n / float64(len(others)))
	var sum, squares logSum
	for _, v := range x {
		a := -softplus(-(v + r - s))
		sum.add(a)
		squares.add(2 * a)
	}
	return acceptance{sum.log(), max(0, math.Exp(squares.log()-2*sum.log())-1/n) * n / max(1, n-1)}
}

// softplus returns log(1+eˣ) without overflow.
func softplus(x float64) float64 { return max(x, 0) + math.Log1p(math.Exp(-math.Abs(x))) }
