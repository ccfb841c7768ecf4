namespace DrEvents.Backend.Hosting;

/// <summary>Who may use the HTTP interface from a browser: configuration section <c>Http</c>.</summary>
public sealed class HttpOptions : ICheckedOptions
{
    /// <summary>
    /// Origins whose pages may, each as browsers send it: <c>https://operators.example:8443</c>. None by default: then only pages that the
    /// backend itself serves may. Clients that are no browsers are not asked.
    /// </summary>
    public IList<string> AllowedOrigins { get; set; } = [];

    public IEnumerable<string> Problems() => AllowedOrigins.Select(Hosting.AllowedOrigins.Problem).OfType<string>();
}
