package ebm_test

import (
	"math"
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// pcaCloud is n rows of a Gaussian cloud with correlated columns, a mean of some
// deviations, and variances that fall by a factor of about 2.
func pcaCloud(n, d int, rng *rand.Rand) ebm.Matrix {
	mix := make([]float64, d*d)
	for i := range mix {
		mix[i] = rng.NormFloat64()
	}
	x, z := ebm.NewMatrix(n, d), make([]float64, d)
	for i := range n {
		for k := range z {
			z[k] = rng.NormFloat64() * math.Pow(0.7, float64(k))
		}
		for j, row := 0, x.Row(i); j < d; j++ {
			sum := 3 * float64(j%3)
			for k := range z {
				sum += z[k] * mix[k*d+j]
			}
			row[j] = float32(sum)
		}
	}
	return x
}

// float64Of is a copy for gonum.
func float64Of(x ebm.Matrix) *mat.Dense { return mat.DenseCopyOf(x) }

func TestPCAIsThatOfGonum(t *testing.T) {
	// 1100 rows are three blocks. stat.PC takes the singular values of the
	// centred data in float64; components are float32, so each entry is
	// rounded by at most 2⁻²⁵ (entries are below 1), while both float64
	// computations agree to far less: gaps of the variances are above 1 %.
	for _, rows := range []int{9, 1100} {
		x := pcaCloud(rows, 7, ebm.NewRand(3))
		p, err := ebm.NewPCA(x, 7)
		if err != nil {
			t.Fatal(err)
		}
		var pc stat.PC
		if !pc.PrincipalComponents(float64Of(x), nil) {
			t.Fatal("stat.PC failed")
		}
		variances := pc.VarsTo(nil)
		var vectors mat.Dense
		pc.VectorsTo(&vectors)
		for c, want := range variances {
			if got := p.Variances[c]; math.Abs(got-want) > 1e-11*variances[0] {
				t.Errorf("%d rows: variance %d is %v, want %v", rows, c, got, want)
			}
			var greatest float64
			for i := range 7 {
				if v := vectors.At(i, c); math.Abs(v) > math.Abs(greatest) {
					greatest = v
				}
			}
			for i := range 7 {
				want := vectors.At(i, c) * math.Copysign(1, greatest)
				if got := p.Components.At(i, c); math.Abs(got-want) > 1.0/(1<<25)+1e-9 {
					t.Errorf("%d rows: component %d, entry %d is %v, want %v", rows, c, i, got, want)
				}
			}
		}
	}
}

func TestPCAErrorIsTheVarianceLeftOver(t *testing.T) {
	// The mean squared error on the rows that made it is (n-1)/n times the sum
	// of the other variances. float32 rounds what is of size 10 by 10⁻⁶, per
	// entry, beside deviations of size 1.
	const n = 700
	x := pcaCloud(n, 9, ebm.NewRand(1))
	for _, k := range []int{1, 3, 8} {
		p, err := ebm.NewPCA(x, k)
		if err != nil {
			t.Fatal(err)
		}
		var want, all float64
		for c, v := range p.Variances {
			all += v
			if c >= k {
				want += v
			}
		}
		want *= float64(n-1) / n
		got := codeError(t, p, x)
		if math.Abs(got.Value-want) > 1e-5*(1+want) {
			t.Errorf("k = %d: squared error %v, want %v", k, got.Value, want)
		}
		if share := 1 - want*n/(n-1)/all; math.Abs(p.Explained()-share) > 1e-12 {
			t.Errorf("k = %d: Explained is %v, want %v", k, p.Explained(), share)
		}
		if got.Err <= 0 || got.Name != ebm.MetricSquaredError {
			t.Errorf("k = %d: metric %+v", k, got)
		}
	}
}

func TestPCAStandardError(t *testing.T) {
	x := pcaCloud(50, 4, ebm.NewRand(8))
	p, err := ebm.NewPCA(x, 2)
	if err != nil {
		t.Fatal(err)
	}
	back := ebm.NewMatrix(50, 4)
	p.Reconstruct(back, x)
	errs := make([]float64, 50)
	for i := range errs {
		for j := range 4 {
			errs[i] += (x.At(i, j) - back.At(i, j)) * (x.At(i, j) - back.At(i, j))
		}
	}
	mean, deviation := stat.MeanStdDev(errs, nil)
	got := codeError(t, p, x)
	if math.Abs(got.Value-mean) > 1e-12*mean || math.Abs(got.Err-deviation/math.Sqrt(50)) > 1e-12 {
		t.Errorf("got %v ± %v, want %v ± %v", got.Value, got.Err, mean, deviation/math.Sqrt(50))
	}
}

// A direction of variance 10¹⁰ hides one of variance 1 from sums in float32.
func TestPCASeesSmallBesideLarge(t *testing.T) {
	rng, x := ebm.NewRand(5), ebm.NewMatrix(600, 4)
	for i := range x.Rows {
		large, small := 1e5*rng.NormFloat64(), rng.NormFloat64()
		for j, row := 0, x.Row(i); j < 4; j++ {
			row[j] = float32(large + small*[]float64{1, -1, 0, 0}[j])
		}
	}
	p, err := ebm.NewPCA(x, 2)
	if err != nil {
		t.Fatal(err)
	}
	// The second direction is (1, -1, 0, 0)/√2 up to the noise of 600 rows and
	// of float32, which rounds 10⁵ by 0.004.
	if got := p.Components.At(0, 1); math.Abs(math.Abs(got)-math.Sqrt2/2) > 0.01 || math.Abs(got+p.Components.At(1, 1)) > 0.01 {
		t.Errorf("second component (%v, %v, …)", got, p.Components.At(1, 1))
	}
	if v := p.Variances[1]; v < 1.6 || v > 2.4 {
		t.Errorf("its variance is %v, want about 2", v)
	}
}

// Columns far from 0, by numbers that differ, keep the digits of their variances;
// so does one whose first block is elsewhere, but for what its rows differ by.
func TestPCAFarFromZero(t *testing.T) {
	rng, x := ebm.NewRand(6), ebm.NewMatrix(1500, 4)
	for i := range x.Rows {
		row := x.Row(i)
		row[0] = float32(1e6 + 4*rng.NormFloat64())
		row[1] = float32(-3e5 + 2*rng.NormFloat64())
		row[2] = float32(rng.NormFloat64())
		if row[3] = float32(0.3 * rng.NormFloat64()); i >= 1000 {
			row[3] += 20
		}
	}
	p, err := ebm.NewPCA(x, 4)
	if err != nil {
		t.Fatal(err)
	}
	var pc stat.PC
	if !pc.PrincipalComponents(float64Of(x), nil) {
		t.Fatal("stat.PC failed")
	}
	for c, want := range pc.VarsTo(nil) {
		// stat.PC takes the means away first, and its singular values have roundings
		// of 10⁻¹⁶ times the largest; ours are up to 1500·2⁻⁵³ of sums of squares
		// that are not above 100 times the variances.
		if got := p.Variances[c]; math.Abs(got-want) > 2e-11*want+1e-13*p.Variances[0] {
			t.Errorf("variance %d is %v, want %v", c, got, want)
		}
	}
	for j := range 4 {
		var sum float64
		for i := range x.Rows {
			sum += x.At(i, j)
		}
		if want := float32(sum / 1500); p.Mean[j] != want {
			t.Errorf("mean %d is %v, want %v", j, p.Mean[j], want)
		}
	}
}

func TestPCAOfFlatData(t *testing.T) {
	// Three rows fill two dimensions of five; one column never changes.
	x := ebm.NewMatrix(3, 5)
	copy(x.Row(0), []float32{1, 0, 0, 2, 7})
	copy(x.Row(1), []float32{0, 1, 0, 2, 7})
	copy(x.Row(2), []float32{0, 0, 3, 2, 7})
	p, err := ebm.NewPCA(x, 5)
	if err != nil {
		t.Fatal(err)
	}
	for c, v := range p.Variances {
		if c < 2 && v < 0.1 || c >= 2 && !(v >= 0 && v < 1e-14) {
			t.Errorf("variance %d is %v", c, v)
		}
	}
	for a := range 5 {
		for b := range 5 {
			var dot float64
			for i := range 5 {
				dot += p.Components.At(i, a) * p.Components.At(i, b)
			}
			if want := map[bool]float64{true: 1}[a == b]; math.Abs(dot-want) > 1e-6 {
				t.Errorf("components %d and %d: product %v", a, b, dot)
			}
		}
	}
	same := ebm.NewMatrix(4, 2)
	if p, err = ebm.NewPCA(same, 1); err != nil || p.Explained() != 1 {
		t.Errorf("constant data: %v, %v", p, err)
	}
}

func TestPCACodes(t *testing.T) {
	x := pcaCloud(530, 6, ebm.NewRand(2))
	p, err := ebm.NewPCA(x, 6)
	if err != nil {
		t.Fatal(err)
	}
	wide := ebm.NewMatrix(530, 14) // views with a stride of their own
	code, back := wide.Columns(1, 7), wide.Columns(7, 13)
	p.Encode(code, x)
	p.Decode(back, code)
	for i := range x.Rows {
		for c := range 6 {
			var want float64
			for j := range 6 {
				want += (x.At(i, j) - float64(p.Mean[j])) * p.Components.At(j, c)
			}
			// Six float32 products of size 10.
			if got := code.At(i, c); math.Abs(got-want) > 1e-5 {
				t.Fatalf("row %d: code %d is %v, want %v", i, c, got, want)
			}
			if got := back.At(i, c); math.Abs(got-x.At(i, c)) > 2e-5 {
				t.Fatalf("row %d: column %d comes back as %v, was %v", i, c, got, x.At(i, c))
			}
		}
	}
	inPlace := ebm.NewMatrix(530, 6)
	copy(inPlace.Data, x.Data)
	p.Reconstruct(inPlace, inPlace)
	for i := range x.Rows {
		for j, v := range back.Row(i) {
			if inPlace.Row(i)[j] != v {
				t.Fatalf("row %d, column %d: Reconstruct in place gives %v, Decode of Encode %v", i, j, inPlace.Row(i)[j], v)
			}
		}
	}
	if p.NumVisible() != 6 || p.NumCode() != 6 || p.String() != "PCA 6-6, 100 % of the variance" {
		t.Errorf("%v", p)
	}
}

func TestPCABadInput(t *testing.T) {
	x := pcaCloud(600, 3, ebm.NewRand(1))
	x.Row(550)[2] = float32(math.NaN())
	_, err := ebm.NewPCA(x, 2)
	wantError(t, err, ebm.ErrValue, "row 550, column 2", "NaN")
	_, err = ebm.NewPCA(x, 4)
	wantError(t, err, ebm.ErrSettings, "at most 3")
	_, err = ebm.NewPCA(ebm.NewMatrix(1, 3), 1)
	wantError(t, err, ebm.ErrSettings, "at least 2 rows")

	p, err := ebm.NewPCA(x.Slice(0, 500), 2)
	if err != nil {
		t.Fatal(err)
	}
	wantCodePanic(t, "ebm: nil data", func() { _, _ = ebm.NewPCA(nil, 1) })
	wantCodePanic(t, "ebm: size below one", func() { _, _ = ebm.NewPCA(x, 0) })
	wantCodePanic(t, "ebm: shapes of arguments do not match", func() { p.Encode(ebm.NewMatrix(1, 3), ebm.NewMatrix(1, 3)) })
	wantCodePanic(t, "ebm: shapes of arguments do not match", func() { p.Decode(ebm.NewMatrix(1, 2), ebm.NewMatrix(1, 2)) })
	wantCodePanic(t, "ebm: shapes of arguments do not match", func() { p.Reconstruct(ebm.NewMatrix(2, 3), ebm.NewMatrix(1, 3)) })
	wantCodePanic(t, "ebm: nil data", func() { _, _ = p.SquaredError(nil) })
	_, err = p.SquaredError(ebm.NewMatrix(2, 2))
	wantError(t, err, ebm.ErrSettings, "2 columns for codes of 3")
	_, err = p.SquaredError(ebm.NewMatrix(0, 3))
	wantError(t, err, ebm.ErrSettings, "0 rows")
	_, err = p.SquaredError(x)
	wantError(t, err, ebm.ErrValue, "row 550, column 2")
}

func TestPCAForAnyProcs(t *testing.T) {
	// Wide enough for gonum to share products out among workers.
	x := pcaCloud(320, 300, ebm.NewRand(4))
	var want *ebm.PCA
	for _, procs := range []int{1, 3} {
		before := runtime.GOMAXPROCS(procs)
		p, err := ebm.NewPCA(x, 20)
		runtime.GOMAXPROCS(before)
		if err != nil {
			t.Fatal(err)
		}
		if want == nil {
			want = p
		} else if diff := cmp.Diff(want, p); diff != "" {
			t.Error("other bits:", diff)
		}
	}
}
