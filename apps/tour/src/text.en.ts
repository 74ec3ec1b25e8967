import { inNumbers } from './bridge-text.en.ts';
import { findings, learnedDigits, learnedRoll, steps } from './learned-text.en.ts';
import type { Text } from './text.ts';

export const english: Text = {
  language: 'en',
  title: 'Yuragi: mixtures, annealing, diffusion and one mathematics',
  subtitle:
    'Real handwritten digits by mixtures, by a Boltzmann machine, by diffusion with the exact denoiser and by a network that learns one; a spin glass by annealing; free energy from work; and the one plane and one ledger that hold them together. Every number and picture on this page was computed by the packages in the run that wrote it.',
  secondsLeft: 'left',
  steps: {
    choose: 'choosing the size of the mixtures',
    fit: (label) => `fitting the digit ${label} by EM`,
    sample: (label) => `drawing the digit ${label} from noise`,
    judge: 'judging the results',
    complete: 'completing digits',
    boltzmann: {
      fit: 'training the Boltzmann machine',
      sample: 'drawing digits by Gibbs sampling',
      free: 'letting the label go',
    },
    roll: {
      fit: 'fitting the Swiss roll by EM',
      flow: 'flowing to noise and back',
      back: 'drawing the roll from noise',
      likelihood: 'likelihood by the flow',
      bound: (numSteps) => `bound with ${numSteps} steps`,
    },
    glass: {
      list: 'listing all states',
      methods: {
        fixed: 'Metropolis at one temperature',
        annealing: 'simulated annealing',
        tempering: 'simulated tempering',
        population: 'population annealing',
      },
      quantum: 'quantum annealing',
    },
    drive: (numSteps) => `driving in ${numSteps} step${numSteps === 1 ? '' : 's'}`,
    list: 'listing the rolls of a die',
    plane: 'walking the plane',
    ledger: {
      anneal: (numSteps) => `ledger: annealing, ${numSteps} steps`,
      diffuse: (numSteps) => `ledger: diffusion, ${numSteps} steps`,
    },
    bridge: 'the bridge in numbers',
    learned: steps,
  },
  terminal: {
    goingOn: (numRuns) => `Going on from a tour that was stopped: ${numRuns} of its runs are kept.`,
    stopping: 'Stopping after this step …',
    stopped: (file) => `Stopped. What was computed is kept in ${file}; the same command goes on from there.`,
    nothingKept: 'Stopped before anything was computed.',
    done: (file, seconds) => `Report: ${file}  (${seconds} s)`,
  },
  findings: {
    heading: ['what', 'value', 'compare with'],
    heldOut: 'Held-out digits recognised by the mixtures (Bayes’ rule)',
    besideHeldOut: (nearest, count) => `${nearest} by the nearest training image; ${count} digits`,
    samplesBayes: 'Drawn digits recognised as the class asked for (Bayes)',
    besideSamplesBayes: (direct, boltzmann, real) =>
      `${direct} of draws without diffusion, ${boltzmann} of the Boltzmann machine’s, ${real} of real held-out digits`,
    samplesNearest: 'The same by the nearest training image',
    besideSamplesNearest: (direct, boltzmann, real) =>
      `${direct} of draws without diffusion, ${boltzmann} of the Boltzmann machine’s, ${real} of real held-out digits`,
    heldOutBoltzmann: 'The same by the Boltzmann machine (lowest free energy)',
    besideHeldOutBoltzmann: (mixtures) => `${mixtures} by the mixtures`,
    discrepancy: {
      mixture: 'MMD² to held-out digits, thousandths: mixtures, drawn directly',
      boltzmann: 'The same: Boltzmann machine',
      diffusion: 'The same: mixtures, drawn by diffusion',
    },
    besideDiscrepancy: (real) => `${real} for real training digits; 0 in theory for equal laws`,
    unmoved: (numSweeps) => `Boltzmann machine left free: same digit after ${numSweeps} sweeps`,
    besideUnmoved: (count) => `10 % if the chain had forgotten where it began; ${count} chains`,
    distance: 'Distance of a drawn digit to its nearest training image',
    besideDistance: (heldOut) => `${heldOut} for held-out digits (a model that copies would be near 0)`,
    copies: 'Drawn digits nearer to a training image than 99 % of held-out ones',
    besideCopies: '1 % of held-out digits, by construction',
    hidden: 'Error of a hidden pixel, lower half completed',
    besideHidden: (mean, count) => `${mean} for the mean image; ${count} held-out digits`,
    halfClass: 'Class found from the upper half alone',
    besideHalfClass: (whole) => `${whole} from whole digits`,
    noisy: 'Error of a pixel after denoising',
    besideNoisy: (noisy) => `${noisy} before`,
    fall: 'Largest fall of the EM bound in a half step, nats',
    besideFall: (count) => `0 in theory; ${count} half steps, rounding 1e-12`,
    rollBits: 'Swiss roll: bits per fresh point under the mixture',
    besideRollBits: (truth) => `${truth} under the roll itself`,
    flow: 'Likelihood by the probability flow: largest error, nats',
    besideFlow: (count) => `the closed form, at ${count} points; solver tolerance 1e-8`,
    returned: 'Flow to noise and back: largest displacement',
    besideReturned: '0 in theory; the roll is 1 wide, and the way back amplifies',
    bound: (numSteps) => `Diffusion bound with ${numSteps} steps, bits per point`,
    besideBound: (exact) => `${exact} exactly (it must lie below; the error is that of the difference)`,
    methods: (method) =>
      method === 'annealing'
        ? 'simulated annealing'
        : method === 'tempering'
          ? 'simulated tempering'
          : method === 'population'
            ? 'population annealing'
            : `Metropolis at β = ${method.slice(6)}`,
    ground: (numSweeps) => `Spin glass: annealing walks of ${numSweeps} sweeps that saw the ground state`,
    besideGround: (energy, numStates, fixed) =>
      `${fixed.join(', ')} at β = 0.5, 1.5, 3; ground energy ${energy} proven by listing ${numStates.toLocaleString('en')} states`,
    tempering: (beta) => `log Z at β = ${beta} by simulated tempering`,
    population: (beta) => `log Z at β = ${beta} by population annealing`,
    besideLogPartition: (exact) => `${exact} by listing all states`,
    quantum: (duration) => `Quantum annealing for a time of ${duration}: ends in a ground state`,
    besideQuantum: (guess, simulated, numSweeps) =>
      `${guess} by guessing; ${simulated} of annealing walks of ${numSweeps} sweeps (another unit of time)`,
    large: (method, length) => `Lowest energy per spin, ${length} × ${length} × ${length}: ${method}`,
    besideLarge: (lowest, share) => `${lowest} is the lowest of this run, not proven; ${share} of the tries found it`,
    freeEnergy: (numSteps) =>
      `Free energy by Jarzynski’s equality, drive of ${numSteps} step${numSteps === 1 ? '' : 's'}`,
    besideFreeEnergy: (exact, effective, count, isWarned) =>
      `${exact} by listing all states; ${count} trajectories worth ${effective}${isWarned ? ' (warning: error bar not reliable)' : ''}`,
    rate: (numRolls) => `Mean of ${numRolls} rolls ≥ 4.5: −(1/n) log probability`,
    besideRate: (limit, least) => `${limit} is Sanov’s limit; ${least} the least divergence of any outcome in the set`,
    sixes: (numRolls) => `Share of sixes given that mean, ${numRolls} rolls`,
    besideSixes: (tilted) => `${tilted} in the tilted die, the limit; 0.1667 in the fair one`,
    axes: 'One Gaussian: heating against noise, largest difference of log densities',
    besideAxes: '0 in theory, at β = s²/(s² + σ²)',
    heated: (beta) => `Two wells heated to β = ${beta}: weight of the wide one`,
    besideHeated: (one, eight) => `${one} by the formula (${eight} in eight dimensions); 0.5 before heating`,
    noised: (sigma) => `The same wells under noise σ = ${sigma}: weight of the wide one`,
    besideNoised: '0.5 in theory, at any noise',
    dissipation: {
      annealing: (numSteps) => `Ledger, annealing: ${numSteps} × dissipation, exact`,
      diffusion: (numSteps) => `Ledger, diffusion: ${numSteps} × dissipation, exact`,
    },
    besideDissipation: (limit, sampled) => `${limit} in the limit; ${sampled} from sampled log-weights`,
    meanWeight: {
      annealing: (numSteps) => `Ledger, annealing in ${numSteps} steps: log of the mean weight`,
      diffusion: (numSteps) => `Ledger, diffusion in ${numSteps} steps: log of the mean weight`,
    },
    besideMeanWeight: (count) => `0 in theory, at any speed; ${count} paths`,
    agreement: 'Bridge in numbers: rows that agree to their tolerance',
    besideAgreement: (total, references) =>
      `of ${total}; ${references} of them against other programs, the rest against formulas`,
    learned: findings,
  },
  report: {
    settings: (seed, isQuick) => `Seed “${seed}”${isQuick ? ', quick run' : ''}.`,
    numbers: 'The numbers',
    defectLabel: 'Defect → cure',
    digits: {
      title: 'Ten mixtures of real digits',
      question: 'Can a mixture of Gaussians know what a handwritten 7 looks like?',
      before: [
        'Each class of the UCI digits is fitted by its own mixture of Gaussians with expectation maximisation. Pixels are hard to model directly: many are constant, neighbours move together. So the training images are first whitened, that is turned and scaled so that their 28 directions of largest variance become uncorrelated with variance one; the mixtures live there.',
      ],
      real: 'real digits (training set)',
      drawn: 'drawn from the mixtures, class by class',
      caption: (numTraining, numComponents, explained) =>
        `Left: the first ten training digits of each class. Right: ten digits drawn from its mixture, component first. ${numTraining} training digits, ${numComponents} component${numComponents === 1 ? '' : 's'} a class, 28 directions holding ${explained} of the variance; every covariance is at least 0.1 times the identity in whitened coordinates (the fit is to the digits smoothed by that much noise).`,
      validation: (rows) =>
        `The number of components was chosen on a fifth of the training digits, which the candidates had not seen: ${rows.map((row) => `${row.numComponents}: ${row.meanLogDensity.toFixed(2)}`).join(', ')} nats per digit.`,
      defect:
        'A mixture adds a few prototypes and has to guess their number; strokes that many digits share are learned anew in every component. A Boltzmann machine multiplies: each hidden unit is an opinion on the whole picture, and all of them vote.',
    },
    boltzmann: {
      title: 'A restricted Boltzmann machine of all digits',
      question: 'Can opinions that are multiplied draw what prototypes that are added cannot?',
      before: [
        'The energy E(x, z) = −(xᵀWz + bᵀx + cᵀz) ties pixels x to hidden units z. Learning lowers the energy of the data and raises that of what the machine dreams, which contrastive divergence takes a few Gibbs sweeps from the data. One machine serves all ten classes, since digits share strokes and about 135 images a class are few for a machine each: the label is ten more visible units, and a class is asked for by holding its unit on.',
      ],
      real: 'real digits (training set)',
      drawn: 'drawn by Gibbs sampling, label held',
      caption: (numHidden, numEpochs, numSweeps) =>
        `Right: ten digits of each class, ${numSweeps} sweeps from random pixels; shown is the probability of each pixel in the last sweep, which is smoother than a draw of it. ${numHidden} hidden units, ${numEpochs} epochs of contrastive divergence.`,
      defect:
        'Its partition function is out of reach, so nobody can say how likely it holds a digit; its learning follows a biased gradient; and its draws are right once the chain has mixed, which nothing certifies. Diffusion needs no partition function, draws in a fixed number of steps, and comes with a bound.',
    },
    noise: {
      title: 'A digit goes to noise, a digit comes back',
      question: 'What does the denoiser see at each level of noise?',
      before: [
        'Forward, x_t = α (x₀ + σ ε) forgets the digit a little at a time; the exact denoiser E[x₀ | x_t] remembers as much as can be remembered: first the digit, then its style, at last only the average of its class. Backward, the same estimates lead from noise to a new digit.',
        'To draw a digit, standard normal noise is taken down a ladder of noise levels. At each level the exact denoiser of the class’s mixture says which clean digit to expect, and a little fresh noise is added: ancestral sampling. No network was trained: the denoiser of a Gaussian mixture has a closed form.',
      ],
      noising: 'A held-out digit under more and more noise',
      noisy: 'x_t',
      estimate: 'E[x₀ | x_t]',
      denoising: 'A new digit drawn from noise',
      drawn: 'Drawn from noise, class by class',
      caption:
        'σ is noise over signal. Pictures are positions in variance-preserving coordinates, taken back to pixels by the inverse of the whitening.',
      defect:
        'All three models draw pictures that look like digits, which proves little. They have to be put to one measure.',
    },
    compare: {
      title: 'One measure for three models',
      question: 'Which drawings could pass for digits that no model has seen?',
      before: [
        'All draw the same number of digits of each class. Two classifiers read them: Bayes’ rule of the mixtures, which favours the mixtures’ own draws, and the nearest training image. The maximum mean discrepancy (MMD²) compares their law with that of the held-out digits by a Gaussian kernel on the pixels, whose width was chosen on real digits alone. Beside it stands what real digits score against real digits.',
      ],
      columns: ['drawn from', 'read by Bayes’ rule', 'by nearest image', 'distance to it', 'MMD², thousandths'],
      rows: {
        real: 'real digits',
        mixture: 'mixtures, directly',
        boltzmann: 'Boltzmann machine',
        diffusion: 'mixtures, by diffusion',
      },
      pictures: 'The digit 3 from each',
      caption: (perClass) =>
        `${perClass} digits a class from each model. Real digits: held-out ones are read and measured in distance; MMD² is that of as many training digits. Diffusion with an exact denoiser cannot be better than its mixtures: the two rows should agree, and both lack what the 28 directions leave out.`,
      defect:
        'A good score is no use by itself. The test of a model is a question: given a part, what is the rest? Multiplying by what was seen answers it.',
    },
    restore: {
      title: 'Half a digit, and a digit under noise',
      question: 'What could the rest of this digit be?',
      before: [
        'Multiplying a model by what was seen of a sample gives a posterior (section 2.5 of the 2015 paper). For a Gaussian mixture it is a Gaussian mixture again, in closed form, so diffusion with its exact denoiser draws from the exact posterior: several completions, all compatible with what was seen, and the probability of each class.',
      ],
      columns: ['original', 'seen', 'drawn from the posterior', 'class'],
      occluded: 'The lower half hidden',
      noisy: 'Noise of standard deviation 0.3 on every pixel',
      caption:
        'The model is all ten mixtures together: it is not told the class. Bars are the posterior probabilities of 0 to 9; blue is the true class.',
      classesOf: (label) => `posterior probabilities of the classes; the true class is ${label}`,
      defect:
        'These drawings are left to chance: the same noise does not give the same digit twice, and no density is known along the way. A flow without chance cures both.',
    },
    roll: {
      title: 'The Swiss roll flows to noise and back',
      question: 'Is there a way from data to noise without chance?',
      before: [
        'The probability flow dx/dσ = −σ ∇log p_σ(x) is an ordinary differential equation with the same laws at every noise level as the random process. It carries each point to its own place in the noise, keeps the density accountable along the way, and runs backwards. Below it, the same roll drawn from fresh noise by ancestral sampling.',
      ],
      toNoise: 'The flow takes points of the roll to noise (colour: place along the roll)',
      back: 'Fresh noise becomes a roll',
      caption:
        'Points are shown in variance-preserving coordinates. In the upper row colours stay in order: the flow does not mix what it moves.',
      defect:
        'The flow is exact only if it is followed in many small steps. Samplers take few and large ones; what that costs, the bound tells.',
    },
    em: {
      title: 'EM climbs its bound',
      question: 'Why does EM never go down?',
      before: [
        'Both steps maximise the same quantity, the variational bound on the log-likelihood: the E-step over the responsibilities, the M-step over the parameters. So it can only rise, half step by half step, until neither has anything left to gain.',
      ],
      steps: 'EM steps',
      bits: 'bound, bits per point',
      left: 'left to the last value',
      truth: 'the roll itself',
      caption: (numSteps) =>
        `The fit of the Swiss roll, ${numSteps} steps, on its training points. The line is the mean log density of the roll that the points were drawn from; fitted to finitely many points a mixture may exceed it on them.`,
      defect:
        'Climbing ends at the nearest summit, and restarts are all that EM has against that. Heat is a better remedy: a walk that now and then goes the wrong way can leave.',
    },
    bound: {
      title: 'The diffusion bound closes as the steps grow',
      question: 'How much does it cost to take steps that are only Gaussian?',
      before: [
        'The evidence lower bound of a diffusion model is a sum over its steps. With the exact denoiser the only loss is that each reverse step is a Gaussian with one variance, and finer steps make that loss vanish like one over their number. Copying the variance of the forward posterior, which knows x₀, leaves a loss that does not vanish.',
      ],
      steps: 'number of steps T',
      bits: 'bits per point',
      gap: 'gap to the exact value, bits',
      exact: 'exact',
      kinds: {
        optimal: 'best single variance a step',
        forward: 'forward variance β_t',
        posterior: 'posterior variance of the forward process',
      },
      caption:
        'Cosine schedule, exact denoiser of the fitted roll, the same fresh points throughout. Bars, on the best of the three, are two standard errors of the difference to the exact value.',
      defect:
        'However fine the steps, the bound comes up to the model and no further: it cannot be better than the fit, and the fit is the work of EM.',
    },
    glass: {
      title: 'A spin glass is cooled',
      question: 'How does one find the lowest of very many valleys?',
      before: [
        'Spins on a cubic lattice, each bond +1 or −1 by the toss of a coin: no arrangement pleases all bonds. Metropolis at one temperature tends to be too hot to settle or too cold to move; annealing lowers the temperature; tempering lets it wander up and down; population annealing carries many replicas down together and lets the good ones multiply. Quantum annealing turns down a transverse field instead of the temperature.',
      ],
      columns: ['method', 'tries, small', 'sweeps a try', 'reach the ground state', 'lowest energy per spin, large'],
      energyPerSpin: 'energy per spin, lowest of a try',
      duration: 'annealing time T',
      success: 'probability of a ground state',
      kinds: { quantum: 'quantum, time T', simulated: 'simulated, T sweeps' },
      largeTitle: 'The large lattice: one dot for the best of each try, larger where tries agree',
      quantumTitle: 'Twelve spins: Schrödinger’s equation, solved exactly',
      caption: ({ lengths, numStates, groundEnergy, smallSweeps, length, largeSweeps, numQuantumSpins }) =>
        `Small lattice: ${lengths.join(' × ')} spins, ground energy ${groundEnergy}, proven by listing all ${numStates.toLocaleString('en')} states; walks of only ${smallSweeps} sweeps, or the task would be too easy, while tempering and populations need more to find their weights. Large lattice: ${length} × ${length} × ${length}, ${largeSweeps} sweeps a try (a population four times that, over a quarter of the tries: every method has the same number in all); its ground state is not known, and the dashed line is the lowest of this run. A temperature that happens to be right can do as well as annealing: annealing is for not knowing it. Quantum annealing: ${numQuantumSpins} spins, transverse field from 1 to 0; time and sweeps are different units.`,
      defect:
        'The lowest state that was seen comes without a certificate: how far did the walk lag behind equilibrium? Work keeps account of that, and gives the free energy at any speed.',
    },
    work: {
      title: 'Free energy from work, at three speeds',
      question: 'Can a hurried experiment know what a patient one would find?',
      before: [
        'The small glass is taken from β = 0 to its cold end in a jump, in few steps and in many. Each trajectory does work W. On average it does more than the free energy it gains, ⟨W⟩ ≥ ΔF, and yet ⟨e^−W⟩ = e^−ΔF exactly, however fast (Jarzynski 1997).',
      ],
      columns: ['steps', 'mean work', 'ΔF from work', 'ΔF exact', 'effective trajectories', 'warning'],
      work: 'work W',
      count: 'trajectories',
      steps: (numSteps) => `${numSteps} step${numSteps === 1 ? '' : 's'}`,
      noWarning: 'none',
      warned: 'few weights carry the mean',
      kinds: { exact: 'exact ΔF', estimate: 'ΔF from work' },
      caption: (numSpins, beta, numTrajectories) =>
        `${numSpins} spins, β from 0 to ${beta}, ${numTrajectories} trajectories each, heat bath. The equality holds for every speed; the estimate from finitely many trajectories does not. In the jump the trajectories that matter are hardly ever drawn, and the error bar, made of the same few, does not know it: that is why a warning comes with it.`,
      defect:
        'The mean of e^−W is made by trajectories too rare to be seen. How rare is rare? The theory of large deviations has the rate.',
    },
    deviations: {
      title: 'How rare is rare: Sanov’s theorem on a die',
      question: 'What does a fair die look like when it has been lucky?',
      before: [
        'The probability that n rolls of a fair die have a mean of at least 4.5 falls like e^(−n D), where D is the least Kullback–Leibler divergence from the fair die to a law with that mean. Below, the probability is exact: all outcomes are counted, type by type. And given that it happened, the rolls look like that nearest law: the fair die, tilted.',
      ],
      rolls: 'rolls n',
      rate: 'nats per roll',
      limit: 'limit D',
      face: 'face',
      share: 'share',
      kinds: { rate: '−(1/n) log probability, exact', least: 'least divergence of an outcome in the set' },
      laws: { fair: 'fair', conditional: 'given a mean ≥ 4.5', tilted: 'tilted (limit)' },
      caption: (numConditional) =>
        `Left: the rate comes down to its limit like log n over n, and lies above it for every n. Right: mean shares in ${numConditional} rolls given that their mean is at least 4.5, exact, beside the law of least divergence.`,
      defect:
        'The theorem says how rare an event is and does nothing to make it less so. There are three cures for a law that lags behind: wait, reweight, or transport it. Annealing, Jarzynski’s weights and diffusion are these three.',
    },
    bridge: {
      title: 'One mathematics: one plane, one ledger',
      question: 'What have annealing and diffusion to do with each other?',
      before: [
        'Both lead from an easy law to a hard one along a path of laws, and both paths lie in one plane, p_{β,σ} ∝ (p ∗ N(0, σ²))^β. Annealing walks along β: a heated landscape. Diffusion walks along σ: a smoothed one. For one Gaussian of variance s² the two axes are the same, at β = s²/(s² + σ²). For two separate wells they are not: heating changes the weights of the wells to w^β s^(d(1−β)) and in high dimensions loses the narrow one; noise keeps the weights at any distance.',
        'And on every path one ledger is kept: log w, the log of the law of the path run backward over that run forward. Its exponential averages to one at any speed, which is Jarzynski’s equality for annealing and the identity behind importance sampling for diffusion; minus its mean is the dissipation, ⟨W⟩ − ΔF for annealing and the gap of the evidence lower bound for diffusion. Cut the path into T steps, and T times the dissipation tends to a constant.',
      ],
      planeTitle: 'The plane: two wells of equal weight (number: weight of the wide one)',
      planeCaption: 'Annealing walks the upper row, from right to left; diffusion the left column, from bottom to top.',
      heatedTitle: 'along β (annealing)',
      noisedTitle: 'along σ (diffusion)',
      share: 'weight of the wide well',
      dimension: (d) => `d = ${d}`,
      ledgerTitle: 'The ledger: T × dissipation, nats',
      ledgerColumns: ['T', 'annealing, exact', 'sampled', 'log ⟨w⟩', 'diffusion, exact', 'sampled', 'log ⟨w⟩'],
      limit: 'limit',
      steps: 'steps T',
      scaled: 'T × dissipation, nats',
      dissipation: 'dissipation, nats',
      kinds: {
        annealing: 'annealing, four spins',
        diffusion: 'diffusion, four spins',
        glass: 'annealing, spin glass (work)',
        roll: 'diffusion, Swiss roll (bound)',
      },
      caption: (numPaths, priorTerm) =>
        `Four Ising spins, all 16 states listed. Annealing: β from 0 to 1 in T equal steps, in equilibrium after each. Diffusion: spins flip for a time of 4, and the reverse kernels are the best that treat spins one by one; it starts from the true law at the end (starting from the uniform one costs ${priorTerm} nats more, at any T). Lines: exact; dots: sampled paths (${numPaths.annealing} of annealing, ${numPaths.diffusion} of diffusion), two standard errors. Of annealing the dissipation is taken from ⟨W⟩ and the ΔF of the same work, whose fluctuations cancel; of diffusion from the mean of log w alone, since ⟨w⟩ rests there on paths that are rare and heavy. Right: the same in absolute numbers, with the drives of the spin glass and the bounds of the Swiss roll from above.`,
      defect:
        'One plane and one ledger are two examples. What of quantum annealing, of other algebras, of posteriors? Each has numbers that could prove it wrong.',
    },
    inNumbers,
    learnedRoll,
    learnedDigits,
    data: 'Digits: UCI Optical Recognition of Handwritten Digits, test part, E. Alpaydin and C. Kaynak, CC BY 4.0. Swiss roll: t = 1.5π(1 + 2u), (t cos t, t sin t), centred, each coordinate scaled to variance one with noise of standard deviation 0.05.',
  },
};
