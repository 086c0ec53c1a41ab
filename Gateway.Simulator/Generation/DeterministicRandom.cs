namespace Gateway.Simulator.Generation;

/// <summary>SplitMix64: a random sequence that its seed alone decides, on every machine and version.</summary>
internal struct DeterministicRandom(ulong seed)
{
    private ulong _state = seed;

    public ulong Next() => Hash64.Mix(_state += 0x9E37_79B9_7F4A_7C15);

    /// <summary>A number from 0 to below <paramref name="exclusiveMax"/>.</summary>
    public int Below(int exclusiveMax) => (int)(Next() % (ulong)exclusiveMax);

    /// <summary>A number from 0 to below 1.</summary>
    public double Fraction() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>About normally distributed with mean 0 and deviation 1 (four uniform numbers added up), never beyond ±3.5.</summary>
    public double Normal() => (Fraction() + Fraction() + Fraction() + Fraction() - 2) * 1.732;
}
