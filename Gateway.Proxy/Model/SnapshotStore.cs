namespace Gateway.Proxy.Model;

/// <summary>Holds the current snapshot; swapped whole, by reload and by management calls.</summary>
internal sealed class SnapshotStore(GatewaySnapshot first)
{
    private GatewaySnapshot _current = first;

    public GatewaySnapshot Current => Volatile.Read(ref _current);

    public void Publish(GatewaySnapshot next) => Volatile.Write(ref _current, next);
}
