using DrEvents.Dashboard.Backend;
using Microsoft.AspNetCore.Components;

namespace DrEvents.Dashboard.Parts;

/// <summary>Users, clients, keys or grants: what there is, how more is made, and how it is taken back.</summary>
public sealed partial class AccessList
{
    private IReadOnlyList<AccessRow>? _rows;
    private AccessRow? _ending;
    private Confirm? _end;
    private ShownOnce? _once;
    private string? _said;
    private bool _isRefused;
    private bool _isBusy;
    private string _name = "";
    private string _role = Roles.Viewer;
    private string _addresses = "";
    private string _origin = "";
    private string _bounds = "";

    /// <summary>Which of them.</summary>
    [Parameter, EditorRequired]
    public AccessKind Kind { get; set; } = null!;

    protected override async Task ReadAsync(CancellationToken cancellation) => _rows = await Kind.ReadAsync(Backend, cancellation);

    private Task MakeAsync() =>
        DoAsync(
            async () =>
            {
                _once = await Kind.MakeAsync(
                    Backend,
                    new AccessAsked(_name.Trim(), _role, Given(_addresses), Given(_origin), Given(_bounds))
                );
                (_name, _addresses, _origin, _bounds) = ("", "", "", "");
            },
            T["Made", _name.Trim()]
        );

    private Task RoleAsync(AccessRow user, string role) =>
        DoAsync(
            () => Backend.SendAsync(HttpMethod.Put, $"api/access/users/{user.Id}/role", new ChangeRoleRequest(role)),
            T["RoleChanged", user.Name, role]
        );

    private Task LinkAsync(AccessRow user) =>
        DoAsync(
            async () =>
                _once = AccessKind.LinkOf(
                    await Backend.SendAsync<UserInvitedView>(HttpMethod.Post, $"api/access/users/{user.Id}/link", body: null)
                ),
            T["Made", user.Name]
        );

    private Task UnlockAsync(AccessRow user) =>
        DoAsync(() => Backend.SendAsync(HttpMethod.Post, $"api/access/users/{user.Id}/unlock", body: null), T["Unlocked", user.Name]);

    private Task EndAsync(AccessRow row)
    {
        _ending = row;
        return _end!.AskAsync();
    }

    private Task EndNowAsync() =>
        DoAsync(() => Backend.SendAsync(HttpMethod.Delete, $"api/access/{Kind.Name}/{_ending!.Id}", body: null), T["Ended", _ending!.Name]);

    private async Task DoAsync(Func<Task> what, string done)
    {
        if (_isBusy)
            return;
        (_isBusy, _once) = (true, null);
        try
        {
            await what();
            (_said, _isRefused) = (done, false);
        }
        catch (BackendException problem)
        {
            (_said, _isRefused) = (problem.Message, true);
        }
        finally
        {
            _isBusy = false;
        }
        await ReadNowAsync();
    }

    private static string? Given(string text) => text.Trim() is { Length: > 0 } given ? given : null;
}
