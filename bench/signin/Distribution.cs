namespace Basalt.Bench.SignIn;

/// <summary>Times of one kind, in milliseconds.</summary>
internal sealed class Distribution(IEnumerable<double> times)
{
    private readonly double[] _sorted = [.. times.Order()];

    /// <summary>The time below which that share of the times lies.</summary>
    public double At(double share) => _sorted[(int)(share * (_sorted.Length - 1))];

    /// <summary>1 less the two-sample Kolmogorov-Smirnov distance: how far no threshold of time can tell the two apart.</summary>
    public double OverlapWith(Distribution other) =>
        1 - _sorted.Concat(other._sorted).Max(time => Math.Abs(ShareUpTo(time) - other.ShareUpTo(time)));

    /// <summary>The overlap that two samples of that size have by chance at least, in 95 of 100 cases. Source: Smirnov's approximation.</summary>
    public static double ByChance(int samples) => 1 - (1.358 * Math.Sqrt(2.0 / samples));

    private double ShareUpTo(double time) => (double)_sorted.Count(t => t <= time) / _sorted.Length;
}
