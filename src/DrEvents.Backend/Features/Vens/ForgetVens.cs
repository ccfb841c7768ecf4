namespace DrEvents.Backend.Features.Vens;

/// <summary>What this node remembers of a VEN is read anew when it was changed otherwise than by its own messages.</summary>
public static class ForgetVensHandler
{
    public static void Handle(Stored<VenChanged> changed, VenDirectory directory) => directory.Forget(Ven.VenOf(changed.Stream)!);

    public static void Handle(Stored<VenRemoved> removed, VenDirectory directory) => directory.Forget(Ven.VenOf(removed.Stream)!);
}
