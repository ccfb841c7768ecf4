using static DrEvents.Backend.Hosting.OpenApi.Examples.ExampleNames;

namespace DrEvents.Backend.Hosting.OpenApi.Examples;

/// <summary>A VEN that got its certificate by a code. Certificates are cut short, and are none.</summary>
public static class ExampleIdentity
{
    private const string Certificate = "-----BEGIN CERTIFICATE-----\nMIIB…\n-----END CERTIFICATE-----\n";
    private const string Request = "-----BEGIN CERTIFICATE REQUEST-----\nMIHs…\n-----END CERTIFICATE REQUEST-----\n";

    public static readonly ApiExample[] All =
    [
        ApiExample.Of(new EnrolmentOfferView(VenId, "0000-0000-0000-0000-0000-0000", Start.AddDays(1))),
        ApiExample.Of(new EnrolmentStateView(VenId, IsOpen: true, Start.AddDays(1))),
        ApiExample.Of(
            new CertificateTable(
                Start,
                Total: 1,
                Offset: 0,
                new Dictionary<string, int> { [CertificateRowStatuses.Valid] = 1 },
                [
                    new CertificateRow(
                        VenId,
                        "Pilot plant north",
                        CertificateRowStatuses.Valid,
                        Start.AddDays(335),
                        DaysLeft: 334,
                        Serial,
                        "enrolment"
                    ),
                ]
            )
        ),
        ApiExample.Of(new EnrolRequest("0000-0000-0000-0000-0000-0000", Request)),
        ApiExample.Of(new RenewRequest(Request, Certificate, "MEUC…")),
        ApiExample.Of(new EnrolledView(VenId, Certificate, Certificate, new BrokerPlace("broker.example", 8883), [])),
        ApiExample.Of(
            new CertificateView(
                Serial,
                CertificateStatuses.Valid,
                Start.AddDays(-30),
                Start.AddDays(335),
                DaysLeft: 334,
                "enrolment",
                RevokedAt: null,
                RevokedBy: null,
                Reason: null
            )
        ),
        ApiExample.Of(new AuthorityView(Certificate, new string('0', 64), Start.AddYears(20))),
        ApiExample.Of(new RevocationListView("-----BEGIN X509 CRL-----\nMIHp…\n-----END X509 CRL-----\n", Revoked: 1, Start.AddDays(7))),
    ];
}
