using MathNet.Numerics.LinearAlgebra;

namespace DrEvents.Measurement.Engine;

/// <summary>An interval that a fit learns from.</summary>
/// <param name="TimeOfWeek">Its number from Monday's first one on.</param>
/// <param name="Weight">How much it counts.</param>
internal readonly record struct FitRow(int TimeOfWeek, double Kw, double TemperatureF, double Weight = 1);

/// <summary>The pieces of a temperature's line.</summary>
internal delegate void PiecesOf(double temperatureF, Span<double> pieces);

/// <summary>Weighted least squares: the load of each group of rows at no temperature, and what each piece of the temperature's line adds.</summary>
/// <param name="FactorsKw">NaN for a group without rows.</param>
internal sealed record Fit(double[] FactorsKw, double[] KwPerF)
{
    /// <summary>A direction in which temperatures vary less than this part of the most says nothing.</summary>
    private const double RelativeZero = 1e-10;

    /// <summary>
    /// What the factors of the groups explain is taken out first (Frisch, Waugh and Lovell): left are a few pieces of temperature, whatever the number of
    /// groups. Sums run in the order of the rows.
    /// </summary>
    public static Fit Of(List<FitRow> rows, PiecesOf piecesOf, int n, Func<FitRow, int> groupOf, int groups)
    {
        var means = Means(rows, piecesOf, n, groupOf, groups);
        var (gram, right) = (new double[n, n], new double[n]);
        Span<double> x = stackalloc double[n + 1];
        for (var r = 0; r < rows.Count && n > 0; r++)
        {
            var row = rows[r];
            piecesOf(row.TemperatureF, x);
            x[n] = row.Kw;
            var group = groupOf(row);
            for (var i = 0; i <= n; i++)
                x[i] -= means[group, i];
            for (var i = 0; i < n; i++)
            {
                right[i] += row.Weight * x[i] * x[n];
                for (var j = 0; j <= i; j++)
                    gram[i, j] += row.Weight * x[i] * x[j];
            }
        }
        var kwPerF = Solved(gram, right);
        var factors = new double[groups];
        for (var group = 0; group < groups; group++)
        {
            factors[group] = means[group, n];
            for (var i = 0; i < n; i++)
                factors[group] -= kwPerF[i] * means[group, i];
        }
        return new Fit(factors, kwPerF);
    }

    private static double[,] Means(List<FitRow> rows, PiecesOf piecesOf, int n, Func<FitRow, int> groupOf, int groups)
    {
        var means = new double[groups, n + 1];
        var weights = new double[groups];
        Span<double> x = stackalloc double[n + 1];
        foreach (var row in rows)
        {
            piecesOf(row.TemperatureF, x);
            x[n] = row.Kw;
            var group = groupOf(row);
            weights[group] += row.Weight;
            for (var i = 0; i <= n; i++)
                means[group, i] += row.Weight * x[i];
        }
        for (var group = 0; group < groups; group++)
        {
            for (var i = 0; i <= n; i++)
                means[group, i] /= weights[group];
        }
        return means;
    }

    /// <summary>The smallest solution of the normal equations: a piece in which the temperature never was has no part in it.</summary>
    private static double[] Solved(double[,] lower, double[] right)
    {
        var n = right.Length;
        var solution = new double[n];
        if (n == 0)
            return solution;
        var gram = Matrix<double>.Build.Dense(n, n, (i, j) => lower[Math.Max(i, j), Math.Min(i, j)]);
        var evd = gram.Evd(Symmetricity.Symmetric);
        var values = evd.EigenValues.Select(v => v.Real).ToArray();
        var bound = values.Max(Math.Abs) * RelativeZero;
        for (var k = 0; k < n; k++)
        {
            if (values[k] <= bound)
                continue;
            var along = 0.0;
            for (var i = 0; i < n; i++)
                along += evd.EigenVectors[i, k] * right[i];
            for (var i = 0; i < n; i++)
                solution[i] += evd.EigenVectors[i, k] * along / values[k];
        }
        return solution;
    }
}
