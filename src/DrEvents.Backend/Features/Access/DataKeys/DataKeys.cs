using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace DrEvents.Backend.Features.Access;

/// <summary>One of the keys of ASP.NET's data protection, as XML; encrypted where there is a master key.</summary>
public sealed record DataKey(string Id, string Xml);

/// <summary>
/// Keeps the keys that cookies and stored secrets are protected by in the store, so that a restart and another node open what was protected. ASP.NET asks for
/// them synchronously, at the start and once a day.
/// </summary>
public sealed class DataKeys(IDocumentStore store) : IXmlRepository
{
    public const string Application = "drevents";

    public static void Add(IServiceCollection services)
    {
        services.AddDataProtection(o => o.ApplicationDiscriminator = Application);
        services
            .AddOptions<KeyManagementOptions>()
            .Configure<IDocumentStore, IOptions<AccessOptions>>(
                (keys, store, access) =>
                {
                    keys.XmlRepository = new DataKeys(store);
                    if (access.Value.MasterKey is { Length: > 0 } master)
                        keys.XmlEncryptor = new MasterKeyEncryptor(master);
                }
            );
    }

    public IReadOnlyCollection<XElement> GetAllElements() => Task.Run(ReadAsync).GetAwaiter().GetResult();

    public void StoreElement(XElement element, string friendlyName) =>
        Task.Run(() => StoreAsync(element, friendlyName)).GetAwaiter().GetResult();

    private async Task<IReadOnlyCollection<XElement>> ReadAsync()
    {
        await using var session = store.QuerySession();
        var kept = await session.Query<DataKey>().ToListAsync();
        return [.. kept.Select(k => XElement.Parse(k.Xml))];
    }

    private async Task StoreAsync(XElement element, string name)
    {
        await using var session = store.LightweightSession();
        session.Store(new DataKey(name, element.ToString(SaveOptions.DisableFormatting)));
        await session.SaveChangesAsync();
    }
}
