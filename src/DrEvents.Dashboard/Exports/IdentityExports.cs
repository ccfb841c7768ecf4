using DrEvents.Dashboard.Backend;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DrEvents.Dashboard.Exports;

/// <summary>Certificates as files: those of all VENs by the filter of their page, and those of one.</summary>
internal static class IdentityExports
{
    private const string OfVenHead = "serial,status,notBefore,notAfter,daysLeft,by,revokedAt,revokedBy,reason";
    private const string Head = "venId,venName,status,endsAt,daysLeft,serial,by,revokedAt,revokedBy,reason";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/export/certificates.csv", AllAsync).Needs(Need.Read, Reach.Own);
        Export.MapTable<CertificateView[]>(
            app,
            "/export/vens/{id}/certificates.csv",
            "api/vens/{id}/certificates",
            OfVenHead,
            all => all.Select(Row),
            Reach.Path
        );
    }

    private static Task AllAsync(
        HttpContext context,
        BackendClient backend,
        string? search,
        string? status,
        string? sort,
        bool descending = false
    ) =>
        Export.WriteAsync(
            context,
            async (answer, cancellation) =>
            {
                var filter = CertificateFilter.Of(search, status, sort, descending);
                var pages = RowPages.AllAsync(
                    (offset, limit) => backend.GetAsync<CertificateTable>(filter.Table(offset, limit), cancellation),
                    page => page.Total
                );
                // What is made or ends meanwhile moves rows: none is told twice.
                var written = new HashSet<(string, string?)>();
                await foreach (var page in pages)
                {
                    if (!answer.HasStarted)
                        await Csv.BeginAsync(answer, "certificates.csv", Head, cancellation);
                    var rows = page.Certificates.Where(r => written.Add((r.VenId, r.Serial)));
                    await answer.WriteAsync(string.Concat(rows.Select(Row)), cancellation);
                }
            }
        );

    private static string Row(CertificateRow row) =>
        Csv.Line(
            Csv.Text(row.VenId),
            Csv.Text(row.VenName),
            row.Status,
            Csv.Time(row.EndsAt),
            Csv.Number(row.DaysLeft),
            row.Serial,
            row.By,
            Csv.Time(row.RevokedAt),
            Csv.Text(row.RevokedBy),
            Csv.Text(row.Reason)
        );

    private static string Row(CertificateView certificate) =>
        Csv.Line(
            certificate.Serial,
            certificate.Status,
            Csv.Time(certificate.NotBefore),
            Csv.Time(certificate.NotAfter),
            Csv.Number(certificate.DaysLeft),
            certificate.By,
            Csv.Time(certificate.RevokedAt),
            Csv.Text(certificate.RevokedBy),
            Csv.Text(certificate.Reason)
        );
}
