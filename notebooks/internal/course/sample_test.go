package course

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/color"
	"image/png"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/notebooks/internal/ipynb"
)

// samplePNG is a small picture.
func samplePNG(t *testing.T) string {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 240, 120))
	for y := range 120 {
		for x := range 240 {
			img.SetGray(x, y, color.Gray{Y: uint8(x*y) | 31})
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(out.Bytes())
}

const sampleSVG = `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="320" height="90" viewBox="0 0 320 90">
<path d="M10 10C60 160 110 20 160 60S260 160 310 10" fill="none" stroke="#0b6583" stroke-width="3"/><text x="150" y="30">E(x) &lt; 0</text></svg>`

func markdown(source string) ipynb.Cell {
	return ipynb.Cell{Type: ipynb.Markdown, Source: source}
}

func code(count int, source string, outputs ...ipynb.Output) ipynb.Cell {
	return ipynb.Cell{Type: ipynb.Code, Source: source, ExecutionCount: count, Outputs: outputs}
}

func stdout(text string) ipynb.Output {
	return ipynb.Output{Type: ipynb.Stream, Name: "stdout", Text: text}
}

func shows(data map[string]any) ipynb.Output {
	return ipynb.Output{Type: ipynb.DisplayData, Data: data}
}

// sample is a notebook with everything in it that a tutorial has.
func sample(t *testing.T) *ipynb.Notebook {
	return &ipynb.Notebook{Cells: []ipynb.Cell{
		markdown(sampleIntroduction),
		code(1, sampleSetup, stdout("gonb_fd7f2005\ngithub.com/gonb-ebm/gonb-ebm\n")),
		markdown(sampleEnergy),
		code(2, sampleProgram,
			stdout("epoch 1 \x1b[31mred\x1b[0m \x1b[1;32mbold green\x1b[0m\r\x1b[Kepoch  2  error  0.0412 <&>\n"),
			ipynb.Output{Type: ipynb.Stream, Name: "stderr", Text: "warning: the learning rate is high\n"},
			shows(map[string]any{"text/html": "<div><svg width='200' height='60' viewBox='0 0 200 60'><rect width='200' height='60' fill='#def'/><circle cx='30' cy='30' r='20'/></svg></div>", "text/plain": "drawing"}),
			shows(map[string]any{"image/svg+xml": sampleSVG, "text/plain": "An energy landscape with two wells"}),
			shows(map[string]any{"image/png": samplePNG(t), "text/plain": "Filters, 4 of 500"}),
			shows(map[string]any{"text/markdown": "The **log partition function** is $\\log Z = 3.25$ nats.\n\n| k | $\\log p$ |\n|--:|--:|\n| 1 | -149.3 |\n| 10 | -84.6 |\n"}),
			shows(map[string]any{"text/latex": `$$\hat{Z} = \frac{1}{R}\sum_{r=1}^{R} e^{\log w_r}$$`}),
			shows(map[string]any{"text/html": "<table><thead><tr><th>state</th><th>energy</th></tr></thead><tbody><tr><td>000</td><td>0.0</td></tr><tr><td>001</td><td>-1.5</td></tr></tbody></table>"}),
			ipynb.Output{Type: ipynb.ExecuteResult, Data: map[string]any{"text/plain": "RBM 784-500 <Bernoulli>"}},
		),
		code(3, "%%bash\n# the files\nfor f in *.go; do echo \"$f\"; done | head -n 3", stdout("main.go\n")),
		code(4, "%%\nx := 1\nfmt.Println(x / 0)", ipynb.Output{
			Type: ipynb.Error, EName: "ERROR", EValue: "exit status 2",
			Traceback: []string{"\x1b[31mpanic: runtime error: integer divide by zero\x1b[0m", "goroutine 1 [running]:"},
		}),
		markdown(sampleRest),
	}}
}

const sampleIntroduction = `# Contrastive divergence, step by step: $p(v) = e^{-F(v)}/Z$

One example, six visible units and four hidden ones: every number of a *contrastive divergence* update by hand, then the
same numbers from the library. Nothing is skipped, and $\Delta W$ is only two outer products.

**What you will learn**

- what the positive and the negative phase do;
- why the update is $\Delta W = \epsilon(v_0 h_0^\top - v_1 h_1^\top)$ and where $\langle v_i h_j \rangle_{\text{data}}$ hides in it;
- when reconstruction error misleads.

Time on a laptop: 20 s. A GPU would cost $1.50 an hour, or \$2 at worst; you need none.`

const sampleSetup = `!root=$(dirname "$(go env GOMOD)"); cd "$GONB_TMP_DIR" && rm -f go.work && \
go work init . "$root" && go list -m`

const sampleEnergy = `## The energy

The model gives each pair of states an energy,

$$
E(v,h) = -\sum_i a_i v_i
- \sum_j b_j h_j
- \sum_{i,j} v_i w_{ij} h_j
$$

and a probability $p(v,h) = e^{-E(v,h)}/Z$ with $Z=\sum_{v,h} e^{-E(v,h)}$. Summing the hidden units out leaves the
*free energy*[^1] $F(v) = -a^\top v - \sum_j \log\bigl(1+e^{b_j+\sum_i v_i w_{ij}}\bigr)$.

> **Predict** before you run the next cell: which of the two states is more probable, $v=(1,0)$ or $v=(0,1)$?

### Conditionals

\begin{aligned}
P(h_j=1\mid v) &= \sigma\left(b_j+\sum_i v_i w_{ij}\right), & \sigma(x) &= \frac{1}{1+e^{-x}},\\
P(v_i=1\mid h) &= \sigma\left(a_i+\sum_j w_{ij} h_j\right).
\end{aligned}

In matrix form, with $W\in\mathbb{R}^{D\times M}$,

$$W = \begin{pmatrix} w_{11} & \cdots & w_{1M} \\ \vdots & \ddots & \vdots \\ w_{D1} & \cdots & w_{DM} \end{pmatrix},
\qquad |x| = \begin{cases} x & \text{if } x \ge 0,\\ -x & \text{otherwise.} \end{cases}$$

[^1]: In physics, times a temperature.`

const sampleProgram = `import (
	"fmt"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// sigmoid returns 1/(1+e⁻ˣ) & never overflows.
func sigmoid(x float64) float64 {
	return 1 / (1 + math.Exp(-x))
}

%% -epochs=3
rng := ebm.NewRand(1)
m := ebm.NewBernoulliRBM(6, 4, rng)
for epoch := range 3 {
	if epoch > 0 && m != nil {
		fmt.Printf("epoch %d\n", epoch) /* a comment
!echo that a command interrupts
		goes on */
	}
}`

const sampleRest = "## What to see in it\n\nThe call `ebm.Train(ctx, obj, data, s, rng)` descends:\n\n" +
	"```go\nobj := ebm.NewCD(m, 1) // CD-1\n```\n\n" + `1. Positive phase: clamp the data.
2. Negative phase: $k$ steps of Gibbs sampling, $k=1$ here.

$$\Delta w_{ij} = \eta \Bigl( \underbrace{\langle v_i h_j \rangle_{\text{data}}}_{\text{positive phase}} - \underbrace{\langle v_i h_j \rangle_{\text{model}}}_{\text{negative phase}} \Bigr)$$

<details><summary>Solution of exercise 1</summary>

The gradient vanishes where $\nabla_\theta \log p(v) = 0$.

</details>

## Summary

See also [the next notebook](02_digits.ipynb#Summary) and [Hinton's guide](https://www.cs.toronto.edu/~hinton/absps/guideTR.pdf).

- [x] positive phase
- [ ] long chains
`
