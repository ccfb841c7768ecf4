namespace DrEvents.Backend.Features.Preview;

/// <summary>Which VENs of a preview are listed.</summary>
/// <param name="WithBands">Whether what each of them can hold is told too, by its own like days.</param>
public sealed record PreviewPage(int Offset, int Limit, bool WithBands)
{
    /// <summary>The totals alone.</summary>
    public static readonly PreviewPage None = new(0, 0, WithBands: false);
    private const int LimitDefault = 50;
    private const int LimitMax = 500;

    /// <summary>Each band is read from weeks of its VEN.</summary>
    private const int BandsMax = 50;

    public static (PreviewPage Page, FieldErrors Errors) Read(string? offset, string? limit, string? bands)
    {
        var fields = new QueryFields();
        var withBands = fields.Flag("bands", bands) ?? false;
        var most = withBands ? BandsMax : LimitMax;
        return (new PreviewPage(fields.Offset(offset), fields.Limit(limit, LimitDefault, most), withBands), fields);
    }
}
